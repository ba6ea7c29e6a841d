/** Points in time: RFC 3339, in UTC or in the operator's zone. */

/** RFC 3339 with `T`, an optional fraction and a zone. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** The time that an RFC 3339 text names; undefined for anything else, days that do not exist included. */
export function parseTime(text: string): Date | undefined {
  if (!RFC3339.test(text)) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return undefined;
  return dayExists(text) ? time : undefined;
}

/** JavaScript reads 30 February as 2 March. */
function dayExists(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28 || (day <= 30 && text.slice(5, 7) !== '02')) return true;
  const [year = 0, month = 0] = text.slice(0, 7).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

/** `2026-11-22T00:00:03Z`: seconds, UTC. */
export function utcTime(time: Date): string {
  const text = time.toISOString();
  return `${text.slice(0, text.lastIndexOf('.'))}Z`;
}

/** `2026-11-22T08:00:03+08:00` in an IANA zone. */
export function zonedTime(time: Date, zone: string): string {
  const seconds = Math.floor(time.getTime() / 1000) * 1000;
  const wall = wallClock(new Date(seconds), zone);
  const offset = Math.round((wall - seconds) / 60_000);
  const sign = offset < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `${new Date(wall).toISOString().slice(0, 19)}${sign}${hours}:${minutes}`;
}

/** What a clock on the wall of `zone` shows, as if it were UTC. */
function wallClock(time: Date, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How times are printed: in UTC, or in the zone that `--local-time` asks for. */
export type TimeFormat = (time: Date) => string;

/** RFC 3339 in `zone`, or in UTC where there is none. */
export function timeFormat(zone: string | undefined): TimeFormat {
  return zone === undefined ? utcTime : (time) => zonedTime(time, zone);
}

/** Whether `zone` is an IANA zone that this machine knows. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
