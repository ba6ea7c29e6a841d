/** Receives one object to its end, whatever the connection does in between. */
import { InterruptedError, UserError } from '../errors.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';
import { isWeak, sameEtag } from './same-etag.ts';

export interface ReceiveOptions {
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  /** A connection that brings nothing for so long is dead; a minute where it is not given. */
  readonly silenceMs?: number;
  /** Bytes so far of the whole object. */
  readonly onProgress?: (done: number) => void;
  /** A connection that broke, in words: it is tried again. */
  readonly onTrouble?: (why: string) => void;
}

/** Where the bytes go. */
export interface Sink {
  /** Bytes that are there already: receiving goes on behind them. */
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
}

/** Trying again cannot help: the person must do something. `ENOSPC` and the like are of the local disk, `EPIPE` of stdout. */
const FINAL = new Set([
  ...['AccessDenied', 'InvalidAccessKeyId', 'NoSuchBucket', 'NoSuchKey', 'NotFound', 'PreconditionFailed'],
  ...[
    'BadRange',
    'RequestTimeTooSkewed',
    'SignatureDoesNotMatch',
    'TooMuch',
    'Interrupted',
    'Taken',
    'Usage',
  ],
  ...['EACCES', 'EDQUOT', 'EFBIG', 'EIO', 'ENOSPC', 'EPERM', 'EPIPE', 'EROFS'],
]);
/** Tries in a row that bring not one byte. */
const FRUITLESS = 6;
const LONGEST_WAIT = 15_000;
/** After a connection that brought something. */
const SHORTEST_WAIT = 100;
const SILENCE = 60_000;

/** Throws UserError: at once where trying again cannot help (reason `PreconditionFailed`: another object by now), else after some tries. */
export async function receiveObject(
  store: ObjectStore,
  object: StoredObject,
  sink: Sink,
  options: ReceiveOptions,
): Promise<void> {
  let fruitless = 0;
  while (sink.size < object.size) {
    const before = sink.size;
    const error = await attempt(store, object, sink, options);
    if (options.signal.aborted) throw new InterruptedError();
    if (isFinal(error)) throw error;
    if (sink.size === object.size) return;
    fruitless = sink.size > before ? 0 : fruitless + 1;
    if (fruitless === FRUITLESS) throw gaveUp(error, sink, object);
    options.onTrouble?.(wordsOf(error));
    await options.sleep(fruitless === 0 ? SHORTEST_WAIT : Math.min(500 * 2 ** fruitless, LONGEST_WAIT));
  }
}

/** One connection: answers what ended it early, or undefined. */
async function attempt(
  store: ObjectStore,
  object: StoredObject,
  sink: Sink,
  { signal, onProgress, silenceMs = SILENCE }: ReceiveOptions,
): Promise<unknown> {
  const silence = new AbortController();
  // Only the store's silence counts: a reader of `-O -` may take its time.
  let waiting = true;
  const timer = setTimeout(() => (waiting ? silence.abort() : timer.refresh()), silenceMs);
  try {
    const { body, size, etag } = await store.get(object.key, {
      start: sink.size,
      signal: AbortSignal.any([signal, silence.signal]),
      ...(object.etag === undefined || isWeak(object.etag) ? {} : { ifMatch: object.etag }),
    });
    try {
      // Not every store heeds If-Match: the rest of another object would be put behind what is there.
      if (!sameEtag(etag, object.etag))
        throw new UserError(`the object ${object.key} is another one by now`, {
          reason: 'PreconditionFailed',
          exitCode: 3,
          hint: 'run it again',
        });
      if (size !== object.size)
        throw new UserError(`the store speaks of ${size} bytes now, and of ${object.size} before`, {
          reason: 'Length',
        });
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        if (sink.size + chunk.length > object.size)
          throw new UserError(`the store sends more than the ${object.size} bytes it promised`, {
            reason: 'TooMuch',
          });
        waiting = false;
        await sink.append(chunk);
        waiting = true;
        timer.refresh();
        onProgress?.(sink.size);
      }
    } finally {
      body.destroy();
    }
    return undefined;
  } catch (error) {
    return silence.signal.aborted
      ? new UserError(`nothing came for ${silenceMs / 1000} s`, { reason: 'Silence', exitCode: 3 })
      : error;
  } finally {
    clearTimeout(timer);
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof UserError && FINAL.has(error.reason ?? '');
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the connection ended early';
}

function gaveUp(error: unknown, sink: Sink, { size }: StoredObject): UserError {
  return new UserError(`the transfer stopped at ${sink.size} of ${size} bytes: ${wordsOf(error)}`, {
    exitCode: 3,
    hint: 'run it again: it goes on where it stopped',
    reason: 'Transfer',
    cause: error,
  });
}
