/** What is wrong, as `status` tells it: by the checks themselves, so that the two never disagree. */
import type { Problem } from '../backup/status.ts';
import { CHECKS } from './all.ts';
import type { Check, Need } from './check.ts';
import { type CheckFacts, configurationOf } from './facts.ts';
import { type FixLine, resultsOf } from './report.ts';

const READ: readonly Need[] = ['configuration', 'nodes', 'secret'];

/** The checks whose facts are on the page of `status`. */
export const CHECKS_OF_STATUS: readonly Check[] = CHECKS.filter(
  ({ needs, asked }) => asked === undefined && needs.every((need) => READ.includes(need)),
);

/** What they find, the worst first: failing, then warning, then unknown. One fact is told once. */
export function problemsOf(facts: CheckFacts, fixLine: FixLine): Problem[] {
  const found = resultsOf(CHECKS_OF_STATUS, facts, { asked: new Set(), fixLine });
  return (['failing', 'warning', 'unknown'] as const)
    .flatMap((result) => found.flatMap((one) => (one.result === result ? [{ ...one, result }] : [])))
    .filter((one, index, all) => !toldBefore(one, all.slice(0, index), facts));
}

const BY_SCHEDULE = ['last-success', 'every-node', 'scheduled-runs'];

/** Whether another problem, no less bad, tells the same fact. */
function toldBefore(
  { name, result, reason }: Problem,
  before: readonly Problem[],
  facts: CheckFacts,
): boolean {
  const failed = (check: string): boolean =>
    before.some((one) => one.name === check && one.result === 'failing');
  // Where the newest of all is too old, that of each node is, and the runs since then are missing.
  if ((name === 'every-node' || name === 'scheduled-runs') && failed('last-success')) return true;
  // No run is due while backups are paused, and nothing says when one is without a schedule.
  if (name === 'last-success' && result === 'warning' && configurationOf(facts)?.paused === true) return true;
  if (result !== 'unknown') return false;
  if (BY_SCHEDULE.includes(name) && failed('schedule')) return true;
  return before.some((one) => one.result === 'unknown' && one.reason === reason);
}
