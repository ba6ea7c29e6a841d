/** Whether the platform writes one record per run for all nodes: its documentation does not say. */
import type { BackupRecord } from '../../backup/records.ts';
import type { Freshness } from './freshness.ts';
import { runsOf } from './runs.ts';
import { shortestInterval } from './timetable.ts';

/** Fewer runs than this are chance. */
const ENOUGH = 3;

/** How many runs `records` show, where each left one record only from the first to the last; else undefined: one node may have been alone for a while. */
export function runsOfOneRecord(
  records: readonly BackupRecord[],
  freshness: Freshness | undefined,
): number | undefined {
  const [clock] = freshness?.clocks ?? [];
  const runs = runsOf(records, clock === undefined ? Infinity : shortestInterval(clock));
  return runs.length >= ENOUGH && runs.every((run) => run.records === 1) ? runs.length : undefined;
}
