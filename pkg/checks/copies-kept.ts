/** How many local copies a node keeps at once. */
import type { Freshness } from './freshness/freshness.ts';
import { longestInterval } from './freshness/timetable.ts';

/** Retention over the longest time between two runs; undefined where the schedule does not tell it. */
export function copiesKept(retentionSeconds: number, freshness: Freshness | undefined): number | undefined {
  const [clock] = freshness?.clocks ?? [];
  const interval = clock === undefined ? undefined : longestInterval(clock);
  return interval === undefined ? undefined : (retentionSeconds * 1000) / interval;
}
