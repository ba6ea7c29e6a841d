import { checkSchedule, namesDaySeven, nextRuns, ScheduleError, scheduleInWords } from '../words/schedule.ts';
import { ofConfiguration } from './check.ts';
import { type Fix, failing, ok, own, warning } from './result.ts';

/** Once a day at midnight: what the product is delivered with. */
const FIX: Fix = {
  command: own('set-schedule', '0 0 * * *', '--yes'),
  advice: 'or another schedule: five fields, minute hour day month weekday',
};

/** The schedule can be read, and comes. */
export const schedule = ofConfiguration({
  name: 'schedule',
  means: 'there is a schedule, it can be read, and its time comes',
  needs: [],
  decide({ schedule: cron }, { now }) {
    if (cron === undefined) return failing('there is no schedule: no backup runs by itself', FIX);
    const fault = faultOf(cron);
    if (fault !== undefined) return failing(`the schedule "${cron}" cannot be read: ${fault}`, FIX);
    if (nextRuns(cron, now, 1).length === 0) return failing(`the schedule "${cron}" never comes`, FIX);
    if (namesDaySeven(cron))
      return warning(`the schedule "${cron}" names weekday 7, which not every cron takes: it may never run`, {
        advice: 'set-schedule sets it with 0 or sun for Sunday',
      });
    return ok(`${scheduleInWords(cron) ?? 'it can be read'} (${cron})`);
  },
});

function faultOf(cron: string): string | undefined {
  try {
    checkSchedule(cron);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
}
