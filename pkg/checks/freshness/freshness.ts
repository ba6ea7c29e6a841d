/** Whether backups come as the schedule asks: what was due, on which clocks, and which of it left records. */
import type { Configuration } from '../../backup/configuration.ts';
import { AHEAD_MS } from '../../backup/records.ts';
import { settledSince } from './changes.ts';
import { type Run, runsOf } from './runs.ts';
import { type Clock, clockOf, clocksOfTheWorld, newestUntil, shortestInterval } from './timetable.ts';
import { type Assumed, EARLY_MS, possibleClocks } from './zones.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LEAST_MARGIN = 15 * MINUTE;
const MOST_MARGIN = 6 * HOUR;
/** So many records show how runs go: older ones may be of another time. */
const LEARN_FROM = 200;
const LEAST_REACH = MOST_MARGIN + HOUR;
const MOST_REACH = 40 * DAY;

export interface Freshness {
  readonly now: number;
  /** Every clock that is possible; late is what is late on all of them. */
  readonly clocks: readonly Clock[];
  readonly assumed: Assumed;
  /** A run counts as missing only so long after it was due: twice as long as runs were seen to take. */
  readonly marginMs: number;
  /** No run is asked for before this moment. */
  readonly since: number | undefined;
  /** Times of all records, of any outcome, oldest first; none from the future. */
  readonly seen: readonly number[];
}

/** Clocks by schedule: many clusters have the same one, and working it out takes time. */
export type Clocks = (schedule: string, reachMs: number) => readonly Clock[];

/** How `clocksOf` finds clocks at `now`; `zone` is the one that was given. */
export function clocksAt(now: Date, zone: string | undefined): Clocks {
  const known = new Map<string, readonly Clock[]>();
  return (schedule, reachMs) => {
    const key = `${reachMs} ${schedule}`;
    const clocks =
      known.get(key) ??
      (zone === undefined
        ? clocksOfTheWorld(schedule, now.getTime(), reachMs)
        : [clockOf(schedule, zone, now.getTime(), reachMs)]);
    known.set(key, clocks);
    return clocks;
  };
}

/** `configuration` has a schedule that can be read; `zone` was given, or is undefined. */
export function freshnessOf(
  configuration: Configuration,
  schedule: string,
  now: Date,
  clocksOf: Clocks,
  zone: string | undefined,
): Freshness {
  const at = now.getTime();
  const past = configuration.records.filter(
    ({ taken }) => taken !== undefined && taken.getTime() <= at + AHEAD_MS,
  );
  const seen = past.flatMap(({ taken }) => taken?.getTime() ?? []).sort((a, b) => a - b);
  const reach = reachOf(seen, at);
  const clocks = clocksOf(schedule, reach);
  const since = settledSince(configuration);
  const runs = runsOf(past, shortestInterval(clocks[0] ?? { zone: '', aheadMs: 0, due: [] })).filter(
    ({ first }) => first >= at - reach,
  );
  const settled = runs.filter(({ first }) => since === undefined || first >= since);
  const marginMs = marginOf(runs);
  if (zone !== undefined)
    return { now: at, clocks, assumed: { by: 'flag', zone, aheadMs: 0, runs: 0 }, marginMs, since, seen };
  return { now: at, ...possibleClocks(clocks, settled), marginMs, since, seen };
}

/** Whole days, so that clusters with the same schedule share their clocks. */
function reachOf(seen: readonly number[], now: number): number {
  const oldest = seen[Math.max(0, seen.length - LEARN_FROM)] ?? now;
  const days = Math.ceil((now - oldest) / DAY) * DAY;
  return now - oldest < LEAST_REACH ? LEAST_REACH : Math.min(days, MOST_REACH);
}

function marginOf(runs: readonly Run[]): number {
  const longest = Math.max(0, ...runs.map(({ first, last }) => last - first));
  return Math.min(MOST_MARGIN, Math.max(LEAST_MARGIN, 2 * longest));
}

/** The newest run of `clock` that must have left its records by now. */
export function latestDue(
  { now, marginMs }: Freshness,
  clock: Clock,
  since: number | undefined,
): number | undefined {
  const due = newestUntil(clock.due, now - marginMs);
  return due !== undefined && (since === undefined || due >= since) ? due : undefined;
}

export type Verdict =
  | { readonly state: 'fresh' }
  /** The run that is missing on every clock: when it was due on the one that asks for least. */
  | { readonly state: 'stale'; readonly due: number }
  /** No run had to be by now. */
  | { readonly state: 'not-due' };

/** Whether a success at `success` (undefined: there is none) is all that the schedule asks for since `since`. */
export function judge(freshness: Freshness, success: number | undefined, since = freshness.since): Verdict {
  const dues = freshness.clocks.map((clock) => latestDue(freshness, clock, since));
  const least = Math.min(...dues.map((due) => due ?? -Infinity));
  if (success !== undefined && success >= least - EARLY_MS) return { state: 'fresh' };
  return Number.isFinite(least) ? { state: 'stale', due: least } : { state: 'not-due' };
}

export type Attendance =
  | { readonly state: 'ran' }
  /** On no clock did the newest due run leave a record; `missed` in a row on the one that asks for least. */
  | { readonly state: 'missed'; readonly due: number; readonly missed: number }
  /** The records do not reach back to it. */
  | { readonly state: 'trimmed' }
  | { readonly state: 'not-due' };

/** Whether the newest due run left a record at its own time: a manual backup does not stand in for it. */
export function attendance(freshness: Freshness): Attendance {
  const { clocks, since, seen } = freshness;
  const found = clocks.map((clock) => {
    const due = latestDue(freshness, clock, since);
    return due === undefined ? undefined : { clock, due, met: met(freshness, due) };
  });
  if (found.some((one) => one === undefined)) return { state: 'not-due' };
  const known = found.flatMap((one) => one ?? []);
  if (known.some((one) => one.met === 'yes')) return { state: 'ran' };
  if (known.some((one) => one.met === 'trimmed')) return { state: 'trimmed' };
  const least = known.reduce((a, b) => (b.due < a.due ? b : a));
  const newest = seen.at(-1);
  const after = Math.max(newest ?? -Infinity, since ?? -Infinity);
  const missed = least.clock.due.filter((due) => due > after && due <= least.due).length;
  return { state: 'missed', due: least.due, missed: Math.max(1, missed) };
}

function met({ seen, marginMs }: Freshness, due: number): 'yes' | 'no' | 'trimmed' {
  const newest = newestUntil(seen, due + marginMs);
  if (newest !== undefined && newest >= due - EARLY_MS) return 'yes';
  // Nothing older is kept: the run's record may have been trimmed away by newer ones.
  return newest === undefined && seen.length > 0 ? 'trimmed' : 'no';
}
