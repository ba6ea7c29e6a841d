/** Records of `status.records`: what each one says, in order of time. */
import { parseTime } from '../words/time.ts';
import { fieldsOf, scalarText, textOf } from './fields.ts';
import { backupFileIp } from './file-name.ts';

export type Outcome = 'succeeded' | 'unfinished' | 'failed';

export interface BackupRecord {
  /** As written; undefined when the record has none. */
  readonly fileName: string | undefined;
  /** As written. */
  readonly timestamp: string | undefined;
  /** `timestamp` read; undefined when it is not RFC 3339. */
  readonly taken: Date | undefined;
  /** As written. */
  readonly result: string | undefined;
  readonly outcome: Outcome;
  /** The control-plane node's IP, from the file name. */
  readonly ip: string | undefined;
  /** What an undocumented field says about a failure. */
  readonly message: string | undefined;
}

const UNFINISHED = new Set(['Running', 'Pending']);

/** `Success` is ok; no result, `Running` and `Pending` are unfinished; anything else is a failure. */
export function outcomeOf(result: string | undefined): Outcome {
  if (result === 'Success') return 'succeeded';
  return result === undefined || UNFINISHED.has(result) ? 'unfinished' : 'failed';
}

/** Reads one record, whatever is missing or of another type. Never throws. */
export function readRecord(value: unknown): BackupRecord {
  const fields = fieldsOf(value);
  const fileName = textOf(fields['fileName']);
  const timestamp = textOf(fields['backupTimestamp']);
  const result = scalarText(fields['result']);
  return {
    fileName,
    timestamp,
    taken: timestamp === undefined ? undefined : parseTime(timestamp),
    result,
    outcome: outcomeOf(result),
    ip: fileName === undefined ? undefined : backupFileIp(fileName),
    message: textOf(fields['message']) ?? textOf(fields['reason']) ?? textOf(fields['error']),
  };
}

/** Records newer than now by more than this come from a clock that differs. */
export const AHEAD_MS = 15 * 60_000;

/** Newest first, without those of the future: one of them would look fresh for ever, and hide what came after it. */
export function pastRecords<R extends BackupRecord>(records: readonly R[], now: Date): R[] {
  return newestFirst(records).filter((record) => !isAhead(record, now));
}

function isAhead({ taken }: BackupRecord, now: Date): boolean {
  return taken !== undefined && taken.getTime() > now.getTime() + AHEAD_MS;
}

/** As they are tried for `latest`: the newest first, those of the future last of all, as nobody knows how old they are. */
export function latestFirst<R extends BackupRecord>(records: readonly R[], now: Date): R[] {
  return [...pastRecords(records, now), ...newestFirst(records).filter((record) => isAhead(record, now))];
}

/** Newest first; records without a readable time last, in the order they came. */
export function newestFirst<R extends BackupRecord>(records: readonly R[]): R[] {
  return [...records].sort(
    (a, b) => (b.taken?.getTime() ?? -Infinity) - (a.taken?.getTime() ?? -Infinity) || 0,
  );
}
