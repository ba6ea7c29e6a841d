/** Durations as people write them: `90d`, `36h`, `1d12h`, `7776000`. Exact whole seconds. */
import { UsageError } from '../errors.ts';

const UNITS = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const;
const FORM = /^(?:\d{1,12}|(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?)$/;

/** Seconds of a duration; a number without a unit is seconds. Throws UsageError. */
export function parseDuration(text: string): number {
  const match = text.trim() === '' ? null : FORM.exec(text.trim());
  if (match === null)
    throw new UsageError(`"${text}" is not a duration`, 'write it like 90d, 36h, 1d12h or 7776000 (seconds)');
  if (/^\d+$/.test(match[0])) return Number(match[0]);
  const [, w, d, h, m, s] = match;
  return [w, d, h, m, s].reduce((sum, count, index) => {
    const size = Object.values(UNITS)[index] ?? 0;
    return sum + Number(count ?? 0) * size;
  }, 0);
}

/** The longest that a timer of Node can wait, 24 days: it fires at once where it is told to wait longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A time limit in milliseconds, as far as a timer can wait. */
export function timerMs(ms: number): number {
  return Math.min(ms, LONGEST_TIMER_MS);
}

/** The shortest exact form: `90d`, `1d12h`, `0s`. `parseDuration` reads it back to the same seconds. */
export function printDuration(seconds: number): string {
  let rest = seconds;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / UNITS[unit]);
    rest %= UNITS[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
