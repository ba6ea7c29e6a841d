/** How many local copies a node keeps at once. */
import { rhythmOf } from '../words/rhythm.ts';

export interface CopiesKept {
  /** So many, on an average: this is what fills a disk. */
  readonly usual: number;
  /** Where it is less than 1, there is a time without any copy. */
  readonly least: number;
}

/** Undefined where the schedule does not tell it. */
export function copiesKept(retentionSeconds: number, schedule: string | undefined): CopiesKept | undefined {
  const rhythm = schedule === undefined ? undefined : rhythmOf(schedule);
  if (rhythm === undefined) return undefined;
  return { usual: retentionSeconds / rhythm.mean, least: retentionSeconds / rhythm.longest };
}
