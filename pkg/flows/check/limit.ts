/** One read of a check, with a time limit of its own. */
import type { Unknown } from '../../checks/facts.ts';
import { UserError } from '../../errors.ts';

export interface Limit {
  readonly ms: number;
  /** Fires on Ctrl-C: then the read is not unknown, the run is over. */
  readonly signal: AbortSignal;
  /** A signal that fires after so long. */
  readonly after: (ms: number) => AbortSignal;
}

/** What `read` finds; a failure that a person can mend, and the end of the limit, are what is not known. */
export async function withinLimit<T>(
  { ms, signal, after }: Limit,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T | Unknown> {
  const limit = after(ms);
  try {
    return await read(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (signal.aborted || !(error instanceof UserError)) throw error;
    if (limit.aborted) return { unknown: `no answer within ${ms / 1000} s` };
    return { unknown: error.message, hint: error.hint };
  }
}
