import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rhythmOf } from '../../../pkg/words/rhythm.ts';
import { nextRuns } from '../../../pkg/words/schedule.ts';
import { NOON } from '../../run.ts';
import { schedules } from '../checks/freshness/worlds.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const cases: readonly (readonly [cron: string, longest: number, mean: number])[] = [
  ['0 0 * * *', DAY, DAY],
  ['*/5 * * * *', 300, 300],
  ['@weekly', 7 * DAY, 7 * DAY],
  ['0 8-18 * * *', 14 * HOUR, DAY / 11],
  ['*/5 8-18 * * 1-5', 3 * DAY - 10 * HOUR - 55 * 60, (7 * DAY) / (5 * 11 * 12)],
  ['0 0 1 * *', 31 * DAY, 30.44 * DAY],
  ['0 0 1 1 *', 366 * DAY, 365.25 * DAY],
];

for (const [cron, longest, mean] of cases) {
  test(`"${cron}": ${longest} s at the longest, about ${Math.round(mean)} s on an average`, () => {
    const found = rhythmOf(cron);
    assert.equal(found?.longest, longest);
    assert.ok(Math.abs((found?.mean ?? 0) / mean - 1) < 0.01, String(found?.mean));
  });
}

test('a schedule that cannot be read, or never comes, has no rhythm', () => {
  for (const cron of ['nonsense', '0 0 31 2 *', '']) assert.equal(rhythmOf(cron), undefined, cron);
});

test('no two coming runs are further apart', () => {
  fc.assert(
    fc.property(schedules, (cron) => {
      const found = rhythmOf(cron);
      const times = nextRuns(cron, NOON, 300).map((time) => time.getTime());
      const gaps = times.slice(1).map((time, index) => (time - (times[index] ?? time)) / 1000);
      const longest = Math.max(...gaps);
      assert.ok(longest <= (found?.longest ?? 0), `${cron}: ${longest} > ${found?.longest}`);
    }),
    { numRuns: 30 },
  );
});
