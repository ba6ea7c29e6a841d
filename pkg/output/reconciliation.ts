/** `list --s3` as a table. */
import type { ReconciledRecord, Reconciliation, StoredState } from '../backup/reconcile.ts';
import { humanSize } from '../words/size.ts';
import type { Cell, Tone } from './columns.ts';
import { LIST_TITLES, type ListStyle, listRow } from './listing.ts';

export const S3_TITLES = [...LIST_TITLES, 'S3', 'SIZE'] as const;
export const WIDE_S3_TITLES = [...S3_TITLES, 'STORES', 'MESSAGE'] as const;

const TONES: Readonly<Record<StoredState, Tone>> = {
  ok: 'good',
  missing: 'bad',
  empty: 'bad',
  orphan: 'dim',
};

/** One row, under `S3_TITLES` or `WIDE_S3_TITLES`. An orphan was taken when its object was written, as far as is known. */
export function reconciledRow(record: ReconciledRecord, style: ListStyle): Cell[] {
  const { s3 } = record;
  const shown = { ...record, taken: record.taken ?? s3.written, outcome: record.outcome ?? 'unfinished' };
  const row = listRow(shown, style);
  const copy: Cell[] = [
    s3.state === null ? { text: '-' } : { text: s3.state.toUpperCase(), tone: TONES[s3.state] },
    { text: s3.size === null ? '-' : humanSize(s3.size) },
  ];
  return [...row.slice(0, LIST_TITLES.length), ...copy, ...row.slice(LIST_TITLES.length)];
}

/** `3 OK, 1 MISSING`: what there is, in words. */
export function countsInWords({ summary }: Reconciliation): string {
  const states = (['ok', 'missing', 'empty', 'orphan'] as const).filter((state) => summary[state] > 0);
  const parts = states.map((state) => `${summary[state]} ${state.toUpperCase()}`);
  const others = summary.others === 0 ? [] : [`${summary.others} of others`];
  return [...parts, ...others].join(', ') || 'nothing there';
}
