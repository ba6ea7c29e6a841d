/** A store at a place, and what tests do with it. */
import assert from 'node:assert/strict';
import { UserError } from '../../../pkg/errors.ts';
import type { ObjectStore } from '../../../pkg/ports/object-store.ts';
import { openStore } from '../../../pkg/s3/connect.ts';
import type { StoreSettings, StoreWorld } from '../../../pkg/s3/settings.ts';

/** A running store, and who may use it. */
export interface Place {
  readonly endpoint: string;
  readonly bucket: string;
  readonly ca?: string;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
  readonly stranger: { readonly accessKey: string; readonly secretKey: string };
}

/** Names that servers and clients like to get wrong. */
export const ODD_KEYS = [
  'with space',
  'plus+and%2Bpercent%',
  '备份/快照 é ✓ 🙂.tar',
  '&<>"\'()*!~$=@,;:?#[]{}|\\^`',
  'double//slash',
  '.hidden/..two.dots',
];

/** A store at that place; `said` collects what `-v` shows. */
export function storeAt(
  place: Place,
  settings: Partial<StoreSettings> = {},
  { said = [], ...world }: Partial<StoreWorld> & { readonly said?: string[] } = {},
): ObjectStore {
  return openStore(
    {
      endpoint: place.endpoint,
      bucket: place.bucket,
      region: undefined,
      addressing: 'auto',
      skipTlsVerify: false,
      ca: place.ca,
      keys: { ...place.keys, from: 'the test' },
      timeoutMs: 20_000,
      verbosity: 0,
      ...settings,
    },
    {
      env: {},
      now: () => new Date(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      say: (line) => void said.push(line),
      ...world,
    },
  );
}

/** What comes out of a store, in order. */
export async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const one of all) items.push(one);
  return items;
}

/** The whole body. */
export async function bytesOf(body: AsyncIterable<unknown>): Promise<Buffer> {
  return Buffer.concat((await collect(body)) as Buffer[]);
}

/** The UserError that `work` must end with. */
export async function failureOf(work: Promise<unknown>): Promise<UserError> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(failure instanceof UserError, `no UserError: ${String(failure)}`);
  return failure;
}

/** Runs `act` on many keys, some at a time. */
export async function onEach(keys: readonly string[], act: (key: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < keys.length; at += 20) await Promise.all(keys.slice(at, at + 20).map(act));
}
