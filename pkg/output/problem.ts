/** One problem of `status` in a line. */
import type { Problem } from '../backup/status.ts';

/** What could not be told names its check: the reason alone says only why. */
export function problemText({ name, result, reason }: Problem): string {
  return result === 'unknown' ? `${name} cannot be told: ${reason}` : reason;
}
