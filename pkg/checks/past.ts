/** Records that can be believed: one from the future would look fresh for ever. */
import type { Configuration } from '../backup/configuration.ts';
import { type BackupRecord, newestFirst } from '../backup/records.ts';
import { AHEAD_MS } from './freshness/freshness.ts';

/** Newest first; records without a time last. None is further ahead of `now` than clocks may differ. */
export function pastRecords({ records }: Pick<Configuration, 'records'>, now: Date): BackupRecord[] {
  const until = now.getTime() + AHEAD_MS;
  return newestFirst(records).filter(({ taken }) => taken === undefined || taken.getTime() <= until);
}
