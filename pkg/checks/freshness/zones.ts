/** The controller's clock is not documented: which clocks do its own records allow? */
import type { Run } from './runs.ts';
import { type Clock, newestUntil } from './timetable.ts';

/** Clocks that differ by less than this from each other count as one. */
export const EARLY_MS = 5 * 60_000;
/** A run's first record follows within this: less than the 30 minutes that two clocks of the world are apart. */
const LATE_MS = 24 * 60_000;
/** Fewer runs than this are chance. */
const ENOUGH = 3;

export interface Assumed {
  /** `flag`: it was given. `records`: past runs fit it. `any`: every clock of the world is possible. */
  readonly by: 'flag' | 'records' | 'any';
  /** The clock that the records tell, or that was given; undefined for `any`. */
  readonly zone: string | undefined;
  /** How far it is ahead of UTC; of several that fit as well, the first. 0 for the one that was given, and for `any`. */
  readonly aheadMs: number;
  /** How many past runs fit it. */
  readonly runs: number;
}

/** The clocks that most past runs fit, and those an hour beside them, as summer time may have begun or ended since. */
export function possibleClocks(
  clocks: readonly Clock[],
  runs: readonly Run[],
): { readonly clocks: readonly Clock[]; readonly assumed: Assumed } {
  // Due times of a schedule that fires very often do not reach back as far on every clock: what lies before tells nothing.
  const from = Math.max(...clocks.map(({ due: [oldest = -Infinity] }) => oldest));
  const fits = clocks.map((clock) =>
    runsThatFit(
      clock,
      runs.filter(({ first }) => first >= from),
    ),
  );
  const most = Math.max(0, ...fits);
  const fitting = clocks.filter((_, index) => fits[index] === most);
  // Where every clock fits as well as any other (an hourly schedule), there is nothing to tell.
  if (most < ENOUGH || fitting.length === clocks.length)
    return { clocks, assumed: { by: 'any', zone: undefined, aheadMs: 0, runs: 0 } };
  const beside = clocks.filter((clock) => fitting.some((one) => anHourBeside(one, clock)));
  return {
    clocks: beside,
    assumed: {
      by: 'records',
      zone: fitting.map((one) => one.zone).join(' or '),
      aheadMs: fitting[0]?.aheadMs ?? 0,
      runs: most,
    },
  };
}

/** How many different due times have a run of their own. */
function runsThatFit({ due }: Clock, runs: readonly Run[]): number {
  const met = new Set<number>();
  for (const { first } of runs) {
    const time = newestUntil(due, first + EARLY_MS);
    if (time !== undefined && first - time <= LATE_MS) met.add(time);
  }
  return met.size;
}

const HOUR = 3_600_000;

function anHourBeside(one: Clock, other: Clock): boolean {
  return Math.abs(one.aheadMs - other.aheadMs) <= HOUR;
}
