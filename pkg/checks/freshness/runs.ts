/** Records put together into the runs that made them. */
import type { BackupRecord } from '../../backup/records.ts';

/** Records of one run; all of them have a time. */
export interface Run {
  /** Milliseconds since 1970, as everywhere in this room. */
  readonly first: number;
  readonly last: number;
  readonly records: number;
}

const MOST_GAP = 2 * 3_600_000;

/**
 * Runs, oldest first. A record belongs to the run before it when it follows within half the shortest time between
 * two scheduled runs (at most 2 h), and its node has not reported in that run yet.
 */
export function runsOf(records: readonly BackupRecord[], intervalMs: number): Run[] {
  const timed = records
    .flatMap(({ taken, ip }) => (taken === undefined ? [] : [{ at: taken.getTime(), ip }]))
    .sort((a, b) => a.at - b.at);
  const gap = Math.min(MOST_GAP, intervalMs / 2);
  const runs: { first: number; last: number; records: number }[] = [];
  let seen = new Set<string>();
  for (const { at, ip } of timed) {
    const run = runs.at(-1);
    if (run !== undefined && at - run.last <= gap && (ip === undefined || !seen.has(ip))) {
      run.last = at;
      run.records += 1;
    } else {
      runs.push({ first: at, last: at, records: 1 });
      seen = new Set();
    }
    if (ip !== undefined) seen.add(ip);
  }
  return runs;
}
