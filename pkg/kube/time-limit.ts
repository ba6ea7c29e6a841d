/** `--request-timeout` as kubectl reads it: Go durations, or a bare number of seconds. */
import { UsageError } from '../errors.ts';
import { timerMs } from '../words/duration.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds; 0 for no limit. Throws UsageError. */
export function timeLimitMs(text: string): number {
  if (/^\d{1,9}$/.test(text)) return timerMs(Number(text) * 1000);
  const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) {
    throw new UsageError(
      `--request-timeout cannot be "${text}"`,
      'write it like 5s, 2m or 1h; 0 for no limit',
    );
  }
  return timerMs(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0));
}
