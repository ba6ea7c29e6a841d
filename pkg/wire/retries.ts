/** When a safe request is sent again, as client-go does it: where the server asks for it, and after a reset before the first byte. */
import { InterruptedError, UserError } from '../errors.ts';
import type { WireResponse } from './http.ts';

/** client-go tries ten times; a person waits less. */
const MOST_TRIES = 5;
const LONGEST_WAIT_MS = 30_000;
/** A wait that a person notices is told. */
const NOTICED_MS = 1000;

/** Who waits, and who is told why. */
export interface Patience {
  readonly sleep: (ms: number) => Promise<void>;
  readonly say: (line: string) => void;
}

/** One try: what it brought, or how long to wait before the next one, and why. */
export type Attempt<T> = { readonly done: T } | { readonly waitMs: number; readonly because: string };

/** Milliseconds that the server asks to wait; undefined where it does not ask to come back. */
export function retryAfterMs({ status, headers }: WireResponse): number | undefined {
  const text = headers['retry-after'];
  if ((status !== 429 && status < 500) || text === undefined || !/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Number(text) * 1000, LONGEST_WAIT_MS);
}

/** Repeats `attempt` where that is safe and asked for. The last try is told that it is the last. */
export async function againAfter<T>(
  attempt: (mayRepeat: boolean) => Promise<Attempt<T>>,
  safe: boolean,
  world: Patience,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const mayRepeat = safe && tries < MOST_TRIES;
    const outcome = await orReset(() => attempt(mayRepeat), mayRepeat, tries);
    if ('done' in outcome) return outcome.done;
    if (outcome.waitMs >= NOTICED_MS)
      world.say(`${outcome.because}: trying again in ${outcome.waitMs / 1000} s, as it asks`);
    await pause(outcome.waitMs, world, signal);
  }
}

async function orReset<T>(
  attempt: () => Promise<Attempt<T>>,
  mayRepeat: boolean,
  tries: number,
): Promise<Attempt<T>> {
  try {
    return await attempt();
  } catch (error) {
    if (!mayRepeat || !(error instanceof UserError) || error.reason !== 'Reset') throw error;
    return { waitMs: tries * 100, because: error.message };
  }
}

/** A wait that ends with whoever asked, too. */
async function pause(ms: number, world: Patience, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) throw new InterruptedError();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new InterruptedError());
    signal?.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => undefined);
  try {
    await Promise.race([world.sleep(ms), aborted]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
