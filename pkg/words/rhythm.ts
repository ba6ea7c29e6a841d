/** How often a schedule comes, over all its weeks and months. */
import { CronExpressionParser } from 'cron-parser';
import { isSchedule } from './schedule.ts';

const DAY_MINUTES = 24 * 60;
/** Nine years from a January: two 29ths of February are in them. */
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAYS = 9 * 365 + 3;

export interface Rhythm {
  /** Seconds from one run to the next, on an average. */
  readonly mean: number;
  /** Seconds of the longest time between two runs, as nights and weekends may make it. */
  readonly longest: number;
}

/** Many clusters have the same schedule: it is worked out once. */
const known = new Map<string, Rhythm | undefined>();

/** Undefined for a schedule that cannot be read, or that comes less than twice in nine years. Clock changes are left out. */
export function rhythmOf(schedule: string): Rhythm | undefined {
  if (!known.has(schedule)) known.set(schedule, isSchedule(schedule) ? workedOut(schedule) : undefined);
  return known.get(schedule);
}

function workedOut(schedule: string): Rhythm | undefined {
  const { fields } = CronExpressionParser.parse(schedule.trim(), { tz: 'UTC' });
  const minutes = fields.hour.values.flatMap((hour) =>
    fields.minute.values.map((minute) => hour * 60 + minute),
  );
  const days = Array.from({ length: DAYS }, (_, index) => index).filter((day) => comesOn(day, fields));
  const [first, last, firstDay, lastDay] = [minutes[0], minutes.at(-1), days[0], days.at(-1)];
  if (first === undefined || last === undefined || firstDay === undefined || lastDay === undefined)
    return undefined;
  const runs = days.length * minutes.length;
  if (runs < 2) return undefined;
  const span = (lastDay - firstDay) * DAY_MINUTES + last - first;
  const overnight = days.length < 2 ? 0 : longestStep(days) * DAY_MINUTES - last + first;
  return { mean: (span / (runs - 1)) * 60, longest: Math.max(longestStep(minutes), overnight) * 60 };
}

type CronFields = ReturnType<typeof CronExpressionParser.parse>['fields'];

/** Where both a day of the month and one of the week are asked for, either is enough: as cron has it. */
function comesOn(day: number, { month, dayOfMonth, dayOfWeek }: CronFields): boolean {
  const date = new Date(FIRST_DAY + day * DAY_MINUTES * 60_000);
  const has = (values: readonly unknown[], value: number): boolean => values.includes(value);
  if (!has(month.values, date.getUTCMonth() + 1)) return false;
  const inMonth = has(dayOfMonth.values, date.getUTCDate());
  const inWeek = has(dayOfWeek.values, date.getUTCDay());
  return dayOfMonth.isWildcard || dayOfWeek.isWildcard ? inMonth && inWeek : inMonth || inWeek;
}

function longestStep(sorted: readonly number[]): number {
  return sorted.slice(1).reduce((most, one, index) => Math.max(most, one - (sorted[index] ?? one)), 0);
}
