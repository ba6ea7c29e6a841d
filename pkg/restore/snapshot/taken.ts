/** When a snapshot was taken, by the best witness there is. */
import { parseTime, utcTime } from '../../words/time.ts';
import type { PlanSnapshot } from '../plan/plan.ts';

export interface Witnesses {
  /** Name or path of the file. */
  readonly name: string;
  /** Records of the cluster or of a kit. */
  readonly records: readonly { readonly fileName: string | undefined; readonly taken: Date | undefined }[];
  /** When the bucket got the object. */
  readonly stored?: Date | undefined;
  /** When the file was last changed, milliseconds since 1970: a copy may be younger than the snapshot. */
  readonly modified?: number | undefined;
}

export type Taken = Pick<PlanSnapshot, 'taken' | 'takenBy'>;

/** The record that names the file, else the bucket, else the name itself, else the file's time. */
export function takenOf({ name, records, stored, modified }: Witnesses): Taken {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const recorded = records.find(({ fileName }) => fileName === file)?.taken;
  if (recorded !== undefined) return { taken: utcTime(recorded), takenBy: 'record' };
  if (stored !== undefined) return { taken: utcTime(stored), takenBy: 'object' };
  const named = timeInName(file);
  if (named !== undefined) return { taken: utcTime(named), takenBy: 'file-name' };
  if (modified !== undefined) return { taken: utcTime(new Date(modified)), takenBy: 'file-time' };
  return { taken: null, takenBy: null };
}

/** `…-20261122-000003-…` or `…-2026-11-22-00-00-03-…`, taken as UTC: the zone is not documented. */
function timeInName(file: string): Date | undefined {
  const parts = /(?:^|\D)(20\d\d)-?(\d\d)-?(\d\d)[-T_]?(\d\d)-?(\d\d)-?(\d\d)(?:\D|$)/.exec(file);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return parseTime(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
