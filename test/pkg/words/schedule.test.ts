import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkSchedule,
  isSchedule,
  nextRuns,
  previousRuns,
  scheduleInWords,
} from '../../../pkg/words/schedule.ts';
import { NOON } from '../../run.ts';

const good: readonly (readonly [string, string])[] = [
  ['0 0 * * *', 'At 00:00, every day'],
  ['*/5 * * * *', 'Every 5 minutes, every hour, every day'],
  ['@daily', 'At 00:00, every day'],
  ['30 1,13 * * sun', 'At 01:30 and 13:30, only on Sunday'],
];

for (const [cron, words] of good) {
  test(`"${cron}" reads: ${words}`, () => assert.equal(scheduleInWords(cron), words));
}

const bad: readonly (readonly [string, RegExp])[] = [
  ['', /empty/],
  ['0', /it has 1 field, a/],
  ['0 0 * *', /4 fields/],
  ['0 0 0 * * *', /6 fields/],
  ['60 0 * * *', /0-59/],
  ['0 0 L * *', /five-field|Invalid/],
  ['0 0 ? * *', /five-field/],
  ['@reboot', /macro/],
  ['a b c d e', /.+/],
];

for (const [cron, why] of bad) {
  test(`"${cron}" is refused`, () => {
    assert.throws(() => checkSchedule(cron), why);
    assert.equal(isSchedule(cron), false);
    assert.equal(scheduleInWords(cron), undefined);
  });
}

test('next and last runs stand on either side of now', () => {
  const iso = (times: Date[]): string[] => times.map((time) => time.toISOString().slice(0, 16));
  assert.deepEqual(iso(nextRuns('0 0 * * *', NOON, 2)), ['2026-11-24T00:00', '2026-11-25T00:00']);
  assert.deepEqual(iso(previousRuns('0 0 * * *', NOON, 2)), ['2026-11-23T00:00', '2026-11-22T00:00']);
  assert.deepEqual(iso(nextRuns('0 0 * * *', NOON, 1, 'Asia/Shanghai')), ['2026-11-23T16:00']);
});
