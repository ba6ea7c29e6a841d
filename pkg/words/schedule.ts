/** Cron schedules: validated, in words, and their next and previous runs. */
import { CronExpressionParser } from 'cron-parser';
import cronstrue from 'cronstrue';

/** A schedule that cannot be read, and why. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

/** Months and days may be named by three letters. */
const NAMES = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)\b/gi;

const MACROS = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/**
 * Reads a standard five-field schedule, or a macro like `@daily`.
 * Throws ScheduleError: seconds, `?`, `L`, `W` and `#` are not part of the standard form that the controller takes.
 */
export function checkSchedule(schedule: string): void {
  const text = schedule.trim();
  if (text === '') throw new ScheduleError('it is empty');
  if (text.startsWith('@')) {
    if (!MACROS.has(text)) throw new ScheduleError(`the macro is not one of ${[...MACROS].join(', ')}`);
    return;
  }
  const fields = text.split(/\s+/);
  const counted = `${fields.length} field${fields.length === 1 ? '' : 's'}`;
  if (fields.length !== 5) throw new ScheduleError(`it has ${counted}, a schedule has 5`);
  const odd = /[^0-9*/,\s-]/.exec(text.replaceAll(NAMES, ''))?.[0];
  if (odd !== undefined) throw new ScheduleError(`"${odd}" is not part of a five-field schedule`);
  try {
    CronExpressionParser.parse(text, { tz: 'UTC' });
  } catch (error) {
    throw new ScheduleError(reasonOf(error));
  }
}

/** The parser's own words, which start with a capital; those about 31 February need a translation. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  if (said.startsWith('Invalid explicit day of month'))
    return 'it never comes: none of its months has such a day';
  return said === '' ? 'it cannot be read' : said.charAt(0).toLowerCase() + said.slice(1);
}

/** True for a schedule that `checkSchedule` takes. */
export function isSchedule(schedule: string): boolean {
  try {
    checkSchedule(schedule);
    return true;
  } catch (error) {
    if (error instanceof ScheduleError) return false;
    throw error;
  }
}

/** `At 00:00, every day`: the schedule in words; undefined when it cannot be read. */
export function scheduleInWords(schedule: string): string | undefined {
  if (!isSchedule(schedule)) return undefined;
  try {
    return cronstrue.toString(schedule.trim(), { use24HourTimeFormat: true, verbose: true });
  } catch {
    return undefined;
  }
}

/** The next `count` runs after `from` as a clock in `zone` (IANA) sees them; fewer when the schedule fires less, as `0 0 31 2 *`. */
export function nextRuns(schedule: string, from: Date, count: number, zone = 'UTC'): Date[] {
  return runs(schedule, from, count, zone, 'next');
}

/** The last `count` runs before `from`, newest first. */
export function previousRuns(schedule: string, from: Date, count: number, zone = 'UTC'): Date[] {
  return runs(schedule, from, count, zone, 'prev');
}

function runs(schedule: string, from: Date, count: number, zone: string, step: 'next' | 'prev'): Date[] {
  checkSchedule(schedule);
  const found: Date[] = [];
  try {
    const expression = CronExpressionParser.parse(schedule.trim(), { currentDate: from, tz: zone });
    while (found.length < count) found.push(expression[step]().toDate());
  } catch {
    // cron-parser gives up on a date that never comes (31 February): what was found so far is all there is.
  }
  return found;
}

/** How many runs fall into an hour in which the schedule runs at all. */
export function runsPerHour(schedule: string): number {
  checkSchedule(schedule);
  return CronExpressionParser.parse(schedule.trim(), { tz: 'UTC' }).fields.minute.values.length;
}

/** Go's cron, which Kubernetes and OpenKruise read schedules with, knows no weekday 7: a backup of such a schedule may never run. */
export function namesDaySeven(schedule: string): boolean {
  const weekday = schedule.trim().split(/\s+/)[4] ?? '';
  return /(?:^|[,-])0*7(?![0-9])/.test(weekday);
}
