/** The fake store as a place of the suites. */
import { type FakeS3, type FakeS3Options, startFakeS3 } from '../../fakes/s3/server.ts';
import type { Place } from './place.ts';

/** How tests reach it. */
export function placeOf({ url, keys, stranger }: FakeS3): Place {
  return { endpoint: url, bucket: 'backups', keys, stranger };
}

/** A fake of its own for one test. */
export async function withFake(
  options: FakeS3Options,
  work: (fake: FakeS3, place: Place) => Promise<void>,
): Promise<void> {
  const fake = await startFakeS3(options);
  try {
    await work(fake, placeOf(fake));
  } finally {
    await fake.close();
  }
}

/** An answer that a test writes itself. */
export type ReplyOf = { status: number; headers?: Record<string, string>; body: string };

/** A page of a listing with this in it. */
export function listing(inside: string): ReplyOf {
  return { status: 200, body: `<?xml version="1.0"?><ListBucketResult>${inside}</ListBucketResult>` };
}
