/**
 * One question to many clusters: in parallel with a bound, each with a time limit, so that one broken cluster hides no other.
 * Of clusters behind one server a few are asked at once, so that they share its connections; whoever is silent for a moment no
 * longer counts among them.
 */
import { UserError } from '../errors.ts';

export type Answer<T> = { readonly value: T } | { readonly error: UserError };

export interface Asking {
  /** How many are asked at once at the most. */
  readonly parallel: number;
  readonly limitMs: number;
  /** Names the server of one of them. */
  readonly serverOf: (name: string) => string;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** A signal that fires after so long. */
  readonly after: (ms: number) => AbortSignal;
}

/** So many of one server are waited for at once. */
const AT_ONCE = 16;
/** Whoever is silent for longer may be dead, and lets the next one in. */
const PATIENCE_MS = 500;

/** The answers in the order of `names`. Only Ctrl-C and bugs are thrown. `ask` is told when its time is over. */
export async function askMany<T>(
  names: readonly string[],
  ask: (name: string, over: AbortSignal) => Promise<T>,
  asking: Asking,
): Promise<Answer<T>[]> {
  const answers = new Map<string, Answer<T>>();
  const queue = [...names];
  const waitedFor = new Map<string, number>();
  const over = Promise.withResolvers<void>();
  const count = (server: string): number => waitedFor.get(server) ?? 0;
  const start = (name: string): void => {
    const server = asking.serverOf(name);
    waitedFor.set(server, count(server) + 1);
    const patience = passed(asking.after(PATIENCE_MS));
    const answered = askOne(name, ask, asking).then((answer) => void answers.set(name, answer));
    Promise.race([answered, patience]).then(() => {
      waitedFor.set(server, count(server) - 1);
      letIn();
    }, over.reject);
    answered.then(letIn, over.reject);
  };
  const letIn = (): void => {
    while (names.length - queue.length - answers.size < asking.parallel) {
      const index = queue.findIndex((name) => count(asking.serverOf(name)) < AT_ONCE);
      const [name] = index < 0 ? [] : queue.splice(index, 1);
      if (name === undefined) break;
      start(name);
    }
    if (answers.size === names.length) over.resolve();
  };
  letIn();
  await over.promise;
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

function passed(time: AbortSignal): Promise<void> {
  return new Promise((resolve) => time.addEventListener('abort', () => resolve(), { once: true }));
}

/** What heeds its signal has a moment to answer with what it knows; what does not is given up. */
const GRACE_MS = 500;

async function overdue(limit: AbortSignal, after: Asking['after'], late: () => UserError): Promise<never> {
  await passed(limit);
  await passed(after(GRACE_MS));
  throw late();
}
