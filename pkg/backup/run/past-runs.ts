/** Which records belong to one backup run: the resource does not say, so their times and nodes must. */
import type { BackupRecord } from '../records.ts';

/** Nodes back up within minutes of one another; two runs of an hourly schedule are further apart than this. */
const GAP_MS = 30 * 60_000;

/** The runs that the records show, newest first, each in order of time. Records without a readable time are of none. */
export function pastRuns(records: readonly BackupRecord[]): BackupRecord[][] {
  const timed = records.filter((record) => record.taken !== undefined).sort((a, b) => timeOf(a) - timeOf(b));
  const runs: BackupRecord[][] = [];
  for (const record of timed) {
    const run = runs.at(-1);
    if (run === undefined || startsAnother(run, record)) runs.push([record]);
    else run.push(record);
  }
  return runs.reverse();
}

/** A run is over when a node reports again, or when nobody has for a long while. */
function startsAnother(run: readonly BackupRecord[], record: BackupRecord): boolean {
  const last = run.at(-1);
  if (last !== undefined && timeOf(record) - timeOf(last) > GAP_MS) return true;
  return record.ip !== undefined && run.some((one) => one.ip === record.ip);
}

function timeOf(record: BackupRecord): number {
  return record.taken?.getTime() ?? 0;
}
