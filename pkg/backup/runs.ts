/** Runs: what the nodes of a cluster wrote in one backup. */
import type { StoredObject } from '../ports/object-store.ts';

/** An object of this cluster that the rules may reach. */
export interface Prunable extends StoredObject {
  readonly file: string;
  readonly ip: string;
  /** The node's name, or its IP where two nodes claim it. */
  readonly node: string;
  /** A record says that this backup failed. */
  readonly failed: boolean;
}

/** What tells when a backup was written. */
export type Named = Pick<Prunable, 'file' | 'lastModified'>;

export interface BackupRun {
  /** At most one of each node; newest first. */
  readonly objects: readonly Prunable[];
  /** When its newest object was written, in milliseconds. */
  readonly newest: number;
}

/** Nodes back up one after the other, and a slow link takes its time; the shortest sensible schedule is an hour. */
const RUN_MS = 30 * 60_000;

/** Not empty, and no record calls it failed. */
export function isGood({ size, failed }: Prunable): boolean {
  return size > 0 && !failed;
}

const STAMP = /(\d{4})-?(\d{2})-?(\d{2})[-T]?(\d{2})-?(\d{2})-?(\d{2})/;

/** The name's zone is not known: it may be ahead of UTC, though never by a day. */
const ZONE_MS = 24 * 3_600_000;

/**
 * The time in the file's name, read as UTC; NaN where it has none that can be read, and where the object was written before: the
 * node's clock was ahead, and its backup would be the newest until that day.
 */
function stampOf({ file, lastModified }: Named): number {
  const [, year, month, day, hour, minute, second] = STAMP.exec(file) ?? [];
  const stamp = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return lastModified !== undefined && stamp > lastModified.getTime() + ZONE_MS ? Number.NaN : stamp;
}

/**
 * When the backup was written: the later one of the name's time and the object's, as the name's zone is not known, and a copied
 * bucket has young objects. Without either it is as young as can be, and stays.
 */
export function writtenAt(object: Named): number {
  const times = [stampOf(object), object.lastModified?.getTime() ?? Number.NaN].filter(
    (time) => !Number.isNaN(time),
  );
  return times.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...times);
}

/** What orders backups: the name's own time where it has one, as a copied bucket has all its objects from one moment. */
export function orderOf(object: Named): number {
  const stamp = stampOf(object);
  return Number.isNaN(stamp) ? writtenAt(object) : stamp;
}

/** Newest first. A run ends where a node would be in it twice, or half an hour after it began. */
export function runsOf(objects: readonly Prunable[]): BackupRun[] {
  const runs: Prunable[][] = [];
  for (const object of [...objects].sort((a, b) => orderOf(b) - orderOf(a))) {
    const run = runs.at(-1);
    const [newest] = run ?? [];
    const fits =
      run !== undefined &&
      newest !== undefined &&
      run.every(({ ip }) => ip !== object.ip) &&
      orderOf(newest) - orderOf(object) <= RUN_MS;
    if (fits) run.push(object);
    else runs.push([object]);
  }
  return runs.map((run) => ({ objects: run, newest: Math.max(...run.map(writtenAt)) }));
}
