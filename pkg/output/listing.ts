/** `list` as a table. */
import type { ListedRecord } from '../backup/listing.ts';
import type { Outcome } from '../backup/records.ts';
import { age } from '../words/age.ts';
import { zonedTime } from '../words/time.ts';
import type { Cell, Tone } from './columns.ts';

const TONES: Readonly<Record<Outcome, Tone>> = { succeeded: 'good', unfinished: 'warn', failed: 'bad' };

export const LIST_TITLES = ['FILE', 'NODE', 'TAKEN', 'AGE', 'RESULT'] as const;
export const WIDE_LIST_TITLES = [...LIST_TITLES, 'STORES', 'MESSAGE'] as const;

export interface ListStyle {
  readonly wide: boolean;
  /** The zone of `--local-time`; undefined for UTC. */
  readonly zone: string | undefined;
  readonly now: Date;
}

/** One row a record, under `LIST_TITLES` or `WIDE_LIST_TITLES`. */
export function listRow(record: ListedRecord, style: ListStyle): Cell[] {
  const taken = record.taken === null ? undefined : new Date(record.taken);
  const row: Cell[] = [
    { text: record.file ?? '<none>' },
    { text: record.node ?? '<unknown>' },
    { text: takenText(record.taken, style.zone) },
    { text: age(taken, style.now) },
    { text: record.result ?? '<none>', tone: TONES[record.outcome] },
  ];
  if (style.wide) row.push({ text: record.stores.join(',') || '-' }, { text: record.message ?? '-' });
  return row;
}

/** The view's own text is UTC already. */
function takenText(taken: string | null, zone: string | undefined): string {
  if (taken === null) return '<unknown>';
  return zone === undefined ? taken : zonedTime(new Date(taken), zone);
}
