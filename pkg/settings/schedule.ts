/** When backups run: `set-schedule`, `pause` and `resume` as plans. */
import type { Configuration } from '../backup/configuration.ts';
import { UsageError } from '../errors.ts';
import {
  checkSchedule,
  namesDaySeven,
  nextRuns,
  runsPerHour,
  ScheduleError,
  scheduleInWords,
} from '../words/schedule.ts';
import { type TimeFormat, utcTime } from '../words/time.ts';
import type { Plan } from './plan.ts';

/** How many runs are shown. */
const SHOWN = 3;

/** When it is, and how times are shown. */
export interface Clock {
  readonly now: Date;
  readonly time: TimeFormat;
}

/** `schedule` (of `readSchedule`) becomes the resource's. */
export function planSchedule(configuration: Configuration, schedule: string, clock: Clock): Plan {
  const before = configuration.schedule;
  const often = runsPerHour(schedule);
  return {
    settings: [{ path: ['spec', 'schedule'], value: schedule }],
    warnings: [
      ...(often > 1 ? [`${often} backups in an hour: each one reads all of etcd`] : []),
      ...longSteps(schedule),
      ...(configuration.paused ? ['backups are paused: none runs until they are resumed'] : []),
    ],
    notes: [],
    undo: before !== undefined && isTaken(before) ? ['set-schedule', before] : undefined,
    ...schedulePart(schedule, clock),
  };
}

/** Minutes, hours, days, months, weekdays. */
const SIZES = [60, 24, 31, 12, 7];

/** `*\/90` minutes are no hour and a half, though every translation of cron into words says so. */
function longSteps(schedule: string): string[] {
  return schedule.split(' ').flatMap((field, index) => {
    const step = Number(/\/(\d+)/.exec(field)?.[1] ?? 0);
    if (step <= (SIZES[index] ?? step)) return [];
    return [`the step of "${field}" is longer than its field: each round begins anew, and has one run`];
  });
}

/** Whether `set-schedule` would write just that: a controller may take forms that are not of the standard, like `@every 6h`. */
function isTaken(schedule: string): boolean {
  try {
    return readSchedule(schedule) === schedule;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** One space between fields. Throws UsageError for what cannot be read or never comes, and says why. */
export function readSchedule(cron: string): string {
  const schedule = cron.trim().split(/\s+/).join(' ');
  try {
    checkSchedule(schedule);
    if (namesDaySeven(schedule))
      throw new ScheduleError('7 as a weekday is not taken by every cron: Sunday is 0, or sun');
    return schedule;
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new UsageError(
      `"${cron}" cannot be the schedule: ${error.message}`,
      "five fields in quotes, minute hour day month weekday: '0 0 * * *' is every midnight",
    );
  }
}

/** What `-o json` and the page tell of a schedule; times as a clock in UTC has them. */
export interface ScheduleFacts {
  readonly cron: string;
  readonly words: string | null;
  readonly nextRuns: readonly string[];
}

/** Throws ScheduleError. */
function schedulePart(cron: string, { now, time }: Clock) {
  const runs = nextRuns(cron, now, SHOWN);
  const schedule: ScheduleFacts = {
    cron,
    words: scheduleInWords(cron) ?? null,
    nextRuns: runs.map(utcTime),
  };
  const shown = runs.map((run, index) => `next run: ${time(run)}${index === 0 ? ZONE : ''}`);
  return { facts: { schedule }, words: [schedule.words ?? cron, ...shown] };
}

const ZONE = " (if the controller's clock is in UTC; its zone is not documented)";

/** Scheduled backups stop until `resume`. */
export function planPause(): Plan {
  return {
    settings: [{ path: ['spec', 'paused'], value: true, absent: false }],
    warnings: [],
    notes: ['no scheduled backup runs until they are resumed'],
    undo: ['resume'],
  };
}

/** Scheduled backups go on. */
export function planResume({ schedule }: Configuration, clock: Clock): Plan {
  const plan = {
    settings: [{ path: ['spec', 'paused'], value: false, absent: false }],
    notes: [],
    undo: ['pause'],
  };
  if (schedule === undefined)
    return { ...plan, warnings: [`there is no schedule: no backup runs by itself; ${SET}`] };
  try {
    return { ...plan, warnings: [], ...schedulePart(schedule, clock) };
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return { ...plan, warnings: [`the schedule "${schedule}" cannot be read: ${error.message}; ${SET}`] };
  }
}

const SET = 'set one with set-schedule';
