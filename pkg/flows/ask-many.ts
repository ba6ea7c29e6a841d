/** One question to many clusters: in parallel with a bound, each with a time limit, so that one broken cluster hides no other. */
import { UserError } from '../errors.ts';

export type Answer<T> = { readonly value: T } | { readonly error: UserError };

export interface Asking {
  /** How many are asked at once. */
  readonly parallel: number;
  readonly limitMs: number;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** A signal that fires after so long. */
  readonly after: (ms: number) => AbortSignal;
}

/** The answers in the order of `names`. Only Ctrl-C and bugs are thrown. `ask` is told when its time is over. */
export async function askMany<T>(
  names: readonly string[],
  ask: (name: string, over: AbortSignal) => Promise<T>,
  asking: Asking,
): Promise<Answer<T>[]> {
  const answers = new Map<string, Answer<T>>();
  const queue = [...names];
  const work = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift())
      answers.set(name, await askOne(name, ask, asking));
  };
  await Promise.all(Array.from({ length: Math.min(asking.parallel, names.length) }, work));
  return names.flatMap((name) => answers.get(name) ?? []);
}

async function askOne<T>(
  name: string,
  ask: (name: string, over: AbortSignal) => Promise<T>,
  { limitMs, signal, after }: Asking,
): Promise<Answer<T>> {
  const limit = after(limitMs);
  const late = (): UserError => new UserError(`no answer within ${limitMs / 1000} s`, { reason: 'Timeout' });
  try {
    return {
      value: await Promise.race([ask(name, AbortSignal.any([signal, limit])), overdue(limit, after, late)]),
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof UserError)) throw error;
    return { error: limit.aborted ? late() : error };
  }
}

/** What heeds its signal has a moment to answer with what it knows; what does not is given up. */
const GRACE_MS = 500;

function overdue(limit: AbortSignal, after: Asking['after'], late: () => UserError): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = (): void => reject(late());
    limit.addEventListener('abort', () => after(GRACE_MS).addEventListener('abort', giveUp, { once: true }), {
      once: true,
    });
  });
}
