/** Schedules the slow, obvious way: walk back minute by minute and look at the wall clock. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
export type Ahead = (time: number) => number;

/** Europe/Berlin by its law: summer time from the last Sunday of March to that of October, at 01:00 UTC. */
export const berlin: Ahead = (time) => {
  const year = new Date(time).getUTCFullYear();
  const change = (month: number): number => {
    const last = new Date(Date.UTC(year, month + 1, 0, 1));
    return last.getTime() - last.getUTCDay() * 24 * HOUR;
  };
  return time >= change(2) && time < change(9) ? 2 * HOUR : HOUR;
};

/** Newest due time at or before `until` and not before `since`; those within 3 h of a change of the clock do not count. */
export function slowLatestDue(cron: string, ahead: Ahead, until: number, since: number): number | undefined {
  for (let time = Math.floor(until / MINUTE) * MINUTE; time >= since; time -= MINUTE) {
    if (!matches(cron, new Date(time + ahead(time)))) continue;
    if (ahead(time - 3 * HOUR) === ahead(time + 3 * HOUR)) return time;
  }
  return undefined;
}

/** Whether the wall clock (in the UTC fields of `wall`) is one that the five fields name. */
export function matches(cron: string, wall: Date): boolean {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.split(' ');
  const dayFits = fits(day, wall.getUTCDate());
  const weekdayFits = fits(weekday, wall.getUTCDay());
  // Where both are given, either will do: crontab(5).
  const either = day !== '*' && weekday !== '*' ? dayFits || weekdayFits : dayFits && weekdayFits;
  return (
    fits(minute, wall.getUTCMinutes()) &&
    fits(hour, wall.getUTCHours()) &&
    fits(month, wall.getUTCMonth() + 1) &&
    either
  );
}

function fits(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    if (part === '*') return true;
    if (part.startsWith('*/')) return value % Number(part.slice(2)) === 0;
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && value >= from && value <= to;
  });
}
