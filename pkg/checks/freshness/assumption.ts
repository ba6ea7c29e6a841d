/** What the times of a finding rest on, in words. */
import type { Freshness } from './freshness.ts';

/** `the schedule seen by a clock in UTC+08:00, as 12 past runs show`. */
export function assumption({ assumed }: Freshness): string {
  const { by, zone, runs } = assumed;
  if (by === 'flag') return `the schedule taken in ${zone}, as --schedule-timezone says`;
  if (by === 'records')
    return `the schedule taken in ${zone}, as ${runs} past runs show, give or take an hour`;
  return 'in whatever time zone the controller is';
}
