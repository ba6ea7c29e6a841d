/** What lies in the bucket, or what the store says instead. */
import type { BucketFacts, BucketRefusal, Known } from '../../checks/facts.ts';
import { UserError } from '../../errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type Limit, withinLimit } from './limit.ts';

/** An open bucket and the folder in it, without slashes at either end. */
export interface OpenBucket {
  readonly store: ObjectStore;
  readonly dir: string | undefined;
  readonly where: string;
  /** Why there are no keys: what the store thinks of them means nothing. */
  readonly withoutKeys?: string;
}

/** A thousand clusters' backups of a year; more is another's folder. */
const MOST_OBJECTS = 50_000;

/** What a store that was reached says, or the wire before it was: as against a silence, which tells nothing. */
const SILENT = new Set(['Timeout', 'Unreachable', 'Proxy', 'BrokenOff', 'Usage']);
/** What the wire says before any key is looked at. */
const BEFORE_KEYS = new Set(['TLS', 'DNS', 'Refused', 'NotHttp', 'PlainHttp']);

/** `open` may throw where settings are missing: then nothing is known of the bucket. */
export function readBucket(
  open: (signal: AbortSignal) => Promise<OpenBucket>,
  limit: Limit,
): Promise<Known<BucketFacts> | { readonly refused: BucketRefusal }> {
  return withinLimit(limit, async (signal) => {
    const bucket = await open(signal);
    try {
      return { known: await listAll(bucket, signal) };
    } catch (error) {
      if (!(error instanceof UserError) || signal.aborted) throw error;
      const { reason = '', message, hint } = error;
      if (bucket.withoutKeys !== undefined && !BEFORE_KEYS.has(reason))
        return { unknown: bucket.withoutKeys };
      return SILENT.has(reason) ? { unknown: message, hint } : { refused: { reason, message, hint } };
    } finally {
      bucket.store.close();
    }
  });
}

async function listAll({ store, dir, where }: OpenBucket, signal: AbortSignal): Promise<BucketFacts> {
  const objects = [];
  for await (const object of store.list(dir === undefined ? '' : `${dir}/`, { signal })) {
    if (objects.length >= MOST_OBJECTS) return { where, objects, partial: true };
    objects.push(object);
  }
  return { where, objects, partial: false };
}
