/** Ages as kubectl prints them. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

function two(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)}${bigUnit}${rest === 0 ? '' : `${rest}${smallUnit}`}`;
}

/**
 * A span of time in kubectl's words (`apimachinery/pkg/util/duration.HumanDuration`): `45s`, `5m30s`, `3h12m`, `2d5h`, `90d`, `2y30d`.
 * A span below zero is a clock that differs: `0s` within two seconds, else `<invalid>`, as kubectl has it.
 */
export function humanSpan(ms: number): string {
  if (!Number.isFinite(ms) || ms < -2 * SECOND) return '<invalid>';
  if (ms < 0) return '0s';
  if (ms < 2 * MINUTE) return `${Math.floor(ms / SECOND)}s`;
  if (ms < 10 * MINUTE) return two(ms, MINUTE, 'm', SECOND, 's');
  if (ms < 3 * HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < 8 * HOUR) return two(ms, HOUR, 'h', MINUTE, 'm');
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}h`;
  if (ms < 8 * DAY) return two(ms, DAY, 'd', HOUR, 'h');
  if (ms < 2 * YEAR) return `${Math.floor(ms / DAY)}d`;
  if (ms < 8 * YEAR) return two(ms, YEAR, 'y', DAY, 'd');
  return `${Math.floor(ms / YEAR)}y`;
}

/** The age of `then` at `now`; `<unknown>` where there is no time. */
export function age(then: Date | undefined, now: Date): string {
  return then === undefined ? '<unknown>' : humanSpan(now.getTime() - then.getTime());
}
