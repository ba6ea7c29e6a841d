/** When runs were due, as clocks in several zones see the schedule. */
import { previousRuns } from '../../words/schedule.ts';
import { zonedTime } from '../../words/time.ts';

const HOUR = 3_600_000;

/** A clock that the controller may have. */
export interface Clock {
  /** `UTC+08:00`, or the IANA zone that was given. */
  readonly zone: string;
  /** How far it is ahead of UTC; 0 for a zone whose clock changes. */
  readonly aheadMs: number;
  /** Due times, oldest first, milliseconds: they reach back at least as far as was asked, and one run more. */
  readonly due: readonly number[];
}

/** Hours that some clock in the world is ahead of UTC. */
const OFFSETS: readonly number[] = [
  ...Array.from({ length: 27 }, (_, index) => index - 12),
  ...[-9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75],
].sort((a, b) => a - b);

/** No schedule needs more runs looked at than this; `* * * * *` has 1440 a day. */
const MOST_RUNS = 5000;

/** Runs before `until`, oldest first, back to the first one before `from`. */
function dueBetween(schedule: string, from: number, until: number, zone: string): number[] {
  let found: Date[] = [];
  for (let count = 2; ; count *= 4) {
    found = previousRuns(schedule, new Date(until), count, zone);
    const oldest = found.at(-1);
    if (found.length < count || oldest === undefined || oldest.getTime() < from || count >= MOST_RUNS) break;
  }
  return found.map((time) => time.getTime()).reverse();
}

/** One clock for each offset there is: a clock ahead of UTC sees every run that much earlier. `reachMs` back from `now`, and one run more. */
export function clocksOfTheWorld(schedule: string, now: number, reachMs: number): Clock[] {
  const utc = dueBetween(schedule, now - reachMs - 12 * HOUR, now + 14 * HOUR + 1, 'UTC');
  return OFFSETS.map((hours) => ({
    zone: offsetName(hours),
    aheadMs: hours * HOUR,
    due: utc.map((time) => time - hours * HOUR).filter((time) => time <= now),
  }));
}

/** The clock of an IANA zone. Runs within 3 h of a change of the clock are left out: schedulers differ on them. */
export function clockOf(schedule: string, zone: string, now: number, reachMs: number): Clock {
  const due = dueBetween(schedule, now - reachMs, now + 1, zone);
  return {
    zone,
    aheadMs: 0,
    due: due.filter((time) => offsetAt(time - 3 * HOUR, zone) === offsetAt(time + 3 * HOUR, zone)),
  };
}

function offsetAt(time: number, zone: string): string {
  return zonedTime(new Date(time), zone).slice(19);
}

function offsetName(hours: number): string {
  if (hours === 0) return 'UTC';
  const minutes = String((Math.abs(hours) % 1) * 60).padStart(2, '0');
  return `UTC${hours < 0 ? '-' : '+'}${String(Math.floor(Math.abs(hours))).padStart(2, '0')}:${minutes}`;
}

/** The shortest time between two runs; Infinity for a schedule that fires once at most. */
export function shortestInterval({ due }: Clock): number {
  return due.slice(1).reduce((least, time, index) => Math.min(least, time - (due[index] ?? 0)), Infinity);
}

/** The newest of sorted `times` that is at most `until`. */
export function newestUntil(times: readonly number[], until: number): number | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= until) low = middle + 1;
    else high = middle;
  }
  return times[low - 1];
}
