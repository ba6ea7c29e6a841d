/** Tables of many clusters: a row each, and the broken ones shown as broken. */
import type { NamedContext } from '../../backup/context-names.ts';
import type { ListedRecord, Listing } from '../../backup/listing.ts';
import type { BackupStatus } from '../../backup/status.ts';
import type { CheckReport } from '../../checks/report.ts';
import type { Result } from '../../checks/result.ts';
import { humanSpan } from '../../words/age.ts';
import { parseTime, type TimeFormat } from '../../words/time.ts';
import type { Cell, Tone } from '../columns.ts';
import { problemText } from '../problem.ts';

/** One cluster's view, or why there is none: the stable shape of `-o json`, which groups by context. */
export type Grouped<T> = NamedContext & {
  /** Why the cluster could not be asked; null where it answered. */
  readonly error: string | null;
  readonly view: T | null;
};

/** The stable shape of `-o json` of many clusters. */
export interface FleetView<T> {
  readonly kind: 'EtcdBackupFleet';
  readonly contexts: readonly Grouped<T>[];
}

export interface RowStyle {
  readonly now: Date;
  readonly time: TimeFormat;
}

const NONE: Cell = { text: '-' };

/** The row of a cluster that could not be asked. */
function brokenRow(one: Grouped<unknown>, columns: number): Cell[] {
  const empty = Array.from({ length: columns - 3 }, () => NONE);
  return [
    { text: one.context },
    { text: 'unknown', tone: 'warn' },
    ...empty,
    { text: one.error ?? '', tone: 'bad' },
  ];
}

export const LIST_FLEET_TITLES = [
  'CONTEXT',
  'RESULT',
  'RECORDS',
  'FAILED',
  'NODE',
  'TAKEN',
  'AGE',
  'NEWEST',
] as const;

/** The newest record, and how many there are; `filtered`: that none is left does not mean that none is there. */
export function listFleetRow(one: Grouped<Listing>, style: RowStyle, filtered: boolean): Cell[] {
  if (one.view === null || one.error !== null) return brokenRow(one, LIST_FLEET_TITLES.length);
  const { records } = one.view;
  const [newest] = records;
  const failed = records.filter(({ outcome }) => outcome === 'failed').length;
  const counts: Cell[] = [
    { text: String(records.length) },
    failed === 0 ? { text: '0' } : { text: String(failed), tone: 'bad' },
  ];
  if (newest === undefined)
    return [
      { text: one.context },
      filtered ? { text: 'none match', tone: 'dim' } : { text: 'no records', tone: 'warn' },
      ...counts,
      ...[NONE, NONE, NONE, NONE],
    ];
  return [
    { text: one.context },
    { text: newest.result ?? '<none>', tone: RECORD_TONES[newest.outcome] },
    ...counts,
    { text: newest.node ?? '<unknown>' },
    ...takenCells(newest.taken, style),
    { text: newest.file ?? '<none>' },
  ];
}

const RECORD_TONES: Readonly<Record<ListedRecord['outcome'], Tone>> = {
  succeeded: 'good',
  unfinished: 'warn',
  failed: 'bad',
};

function takenCells(taken: string | null, { time, now }: RowStyle): [Cell, Cell] {
  const moment = taken === null ? undefined : parseTime(taken);
  if (moment === undefined) return [{ text: '<unknown>' }, NONE];
  return [{ text: time(moment) }, { text: humanSpan(now.getTime() - moment.getTime()) }];
}

export const STATUS_FLEET_TITLES = [
  'CONTEXT',
  'RESULT',
  'SCHEDULE',
  'S3',
  'LAST SUCCESS',
  'AGE',
  'WRONG',
] as const;

/** LAST SUCCESS is that of the node whose is the oldest: the others are better off. */
export function statusFleetRow(one: Grouped<BackupStatus>, style: RowStyle): Cell[] {
  if (one.view === null || one.error !== null) return brokenRow(one, STATUS_FLEET_TITLES.length);
  const { problems, schedule, paused, s3, nodes } = one.view;
  const [first] = problems;
  const result: Result = first?.result ?? 'ok';
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return [
    { text: one.context },
    { text: result, tone: TONES[result] },
    { text: paused ? 'paused' : (schedule.cron ?? 'none'), ...(paused ? { tone: 'bad' as const } : {}) },
    { text: s3?.bucket ?? 'none' },
    ...oldestSuccess(
      nodes.map(({ lastSuccess }) => lastSuccess?.taken ?? null),
      style,
    ),
    { text: first === undefined ? '-' : `${problemText(first)}${more}` },
  ];
}

export const CHECK_FLEET_TITLES = ['CONTEXT', 'RESULT', 'LAST SUCCESS', 'AGE', 'WRONG'] as const;

const TONES: Readonly<Record<Result, Tone>> = {
  ok: 'good',
  failing: 'bad',
  warning: 'warn',
  unknown: 'warn',
  skipped: 'dim',
};

/** Every check that is not ok, the worst first; the reason where there is only one. */
export function checkFleetRow(one: Grouped<CheckReport>, style: RowStyle): Cell[] {
  if (one.view === null || one.error !== null) return brokenRow(one, CHECK_FLEET_TITLES.length);
  const { checks, nodes, result } = one.view;
  const wrong = (['failing', 'warning', 'unknown'] as const).flatMap((state) =>
    checks.filter((check) => check.result === state),
  );
  const reasons = new Set(wrong.map(({ reason }) => reason));
  const [only] = wrong;
  const names = wrong.map((check) => check.name).join(', ');
  const says =
    reasons.size === 1 && only !== undefined
      ? `${wrong.length === 1 ? `${only.name}: ` : ''}${only.reason}`
      : names;
  return [
    { text: one.context },
    { text: result, tone: TONES[result] },
    ...oldestSuccess(
      nodes.map(({ lastSuccess }) => lastSuccess),
      style,
    ),
    { text: says === '' ? '-' : says },
  ];
}

function oldestSuccess(times: readonly (string | null)[], style: RowStyle): [Cell, Cell] {
  if (times.length === 0) return [NONE, NONE];
  if (times.includes(null)) return [{ text: 'never', tone: 'bad' }, NONE];
  const [oldest] = times.flatMap((time) => time ?? []).toSorted();
  return takenCells(oldest ?? null, style);
}
