/** When a safe request is sent again, as client-go does it: where the server asks for it, and after a reset before the first byte. */
import { InterruptedError, UserError } from '../errors.ts';
import type { WireResponse } from './http.ts';

const LONGEST_WAIT_MS = 30_000;
/** client-go does not wait after a reset; a server that is just starting is glad of a moment. */
const RESET_STEP_MS = 10;
/** A wait that a person notices is told. */
const NOTICED_MS = 1000;

/** Who waits, and who is told why. */
export interface Patience {
  readonly sleep: (ms: number) => Promise<void>;
  readonly say: (line: string) => void;
}

/** How often and how long something is tried. */
export interface Limits {
  /** What writes or starts something is tried once. */
  readonly safe: boolean;
  readonly mostTries: number;
  /** All tries and waits together, as client-go counts them; 0 for no limit. */
  readonly timeoutMs: number;
}

/** Whether there is another try after a wait of so many milliseconds. */
export type MayWait = (ms: number) => boolean;

/** One try: what it brought, or how long to wait before the next one, and why. */
export type Attempt<T> = { readonly done: T } | { readonly waitMs: number; readonly because: string };

/** Milliseconds that the server asks to wait; undefined where it does not ask to come back. */
export function retryAfterMs({ status, headers }: WireResponse): number | undefined {
  const text = headers['retry-after'];
  if ((status !== 429 && status < 500) || text === undefined || !/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Number(text) * 1000, LONGEST_WAIT_MS);
}

/** Repeats `attempt` where that is safe and asked for; a wait that would end after the time limit is not begun. */
export async function againAfter<T>(
  attempt: (mayWait: MayWait) => Promise<Attempt<T>>,
  { safe, mostTries, timeoutMs }: Limits,
  world: Patience,
  signal: AbortSignal | undefined,
): Promise<T> {
  const ends = timeoutMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  for (let tries = 1; ; tries += 1) {
    const mayWait: MayWait = (ms) => safe && tries < mostTries && performance.now() + ms < ends;
    const outcome = await orReset(attempt, mayWait, tries);
    if ('done' in outcome) return outcome.done;
    if (outcome.waitMs >= NOTICED_MS)
      world.say(`${outcome.because}: trying again in ${outcome.waitMs / 1000} s, as it asks`);
    await pause(outcome.waitMs, world, signal);
  }
}

async function orReset<T>(
  attempt: (mayWait: MayWait) => Promise<Attempt<T>>,
  mayWait: MayWait,
  tries: number,
): Promise<Attempt<T>> {
  try {
    return await attempt(mayWait);
  } catch (error) {
    const waitMs = tries * RESET_STEP_MS;
    if (!(error instanceof UserError) || error.reason !== 'Reset' || !mayWait(waitMs)) throw error;
    return { waitMs, because: error.message };
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
