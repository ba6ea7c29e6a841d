import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CronExpressionParser } from 'cron-parser';
import fc from 'fast-check';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { planResume, planSchedule, readSchedule } from '../../../pkg/settings/schedule.ts';
import { nextRuns, runsPerHour } from '../../../pkg/words/schedule.ts';
import { utcTime } from '../../../pkg/words/time.ts';
import { NOON } from '../../run.ts';
import { resourceOf } from '../backup/examples.ts';

const clock = { now: NOON, time: utcTime };

const often: readonly (readonly [string, number])[] = [
  ['0 0 * * *', 1],
  ['0 * * * *', 1],
  ['@hourly', 1],
  ['*/30 * * * *', 2],
  ['0,59 3 * * 1', 2],
  ['* * * * *', 60],
];

for (const [schedule, runs] of often) {
  test(`"${schedule}": ${runs === 1 ? 'no word about how often' : `${runs} backups in an hour are pointed out`}`, () => {
    assert.equal(runsPerHour(schedule), runs);
    const { warnings } = planSchedule(readConfiguration(resourceOf([])), schedule, clock);
    assert.equal(warnings.length, runs === 1 ? 0 : 1);
    if (runs > 1) assert.match(warnings[0] ?? '', new RegExp(`^${runs} backups in an hour`));
  });
}

test('a schedule for a paused backup says that nothing runs yet', () => {
  const paused = readConfiguration(resourceOf([], { paused: true }));
  assert.match(planSchedule(paused, '0 0 * * *', clock).warnings[0] ?? '', /paused/);
});

test('a schedule that is printed reads back to the same runs', () => {
  const field = (least: number, most: number) =>
    fc.oneof(
      fc.constant('*'),
      fc
        .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 })
        .map((one) => one.join()),
      fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
      fc
        .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    );
  // Days of the month up to 28: a date that never comes is another test's.
  const fields = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6));
  fc.assert(
    fc.property(fields, fc.constantFrom(' ', '  ', '\t'), (parts, gap) => {
      const read = readSchedule(` ${parts.join(gap)} `);
      assert.equal(read, parts.join(' '));
      assert.equal(readSchedule(read), read);
      const printed = CronExpressionParser.parse(read, { tz: 'UTC' }).stringify();
      assert.deepEqual(nextRuns(printed, NOON, 3), nextRuns(read, NOON, 3));
    }),
    { numRuns: 60 },
  );
});

test('resume with no schedule, or one that cannot be read, says so', () => {
  const of = (schedule: unknown) => readConfiguration(resourceOf([], { paused: true, schedule }));
  assert.match(planResume(of(undefined), clock).warnings[0] ?? '', /there is no schedule/);
  assert.match(planResume(of('0 0 31 2 *'), clock).warnings[0] ?? '', /cannot be read: it never comes/);
  assert.deepEqual(planResume(of('0 0 * * *'), clock).warnings, []);
});

for (const before of [
  '@every 6h',
  'CRON_TZ=Asia/Shanghai 0 0 * * *',
  '0 0 * * ?',
  '0  0 * * *',
  '-x',
  '0 0 * * 7',
])
  test(`what set-schedule would not write just so is no undo of it: ${before}`, () => {
    const resource = readConfiguration(resourceOf([], { schedule: before }));
    assert.equal(planSchedule(resource, '0 1 * * *', clock).undo, undefined);
  });

for (const schedule of ['0 0 * * 7', '0 0 * * 5-7', '0 0 * * 1,07', '0 0 * * 7/2'])
  test(`a Sunday that Go's cron does not know is refused: ${schedule}`, () =>
    assert.throws(() => readSchedule(schedule), /7 as a weekday .*Sunday is 0, or sun/));

test('a step that is longer than its field is pointed out', () => {
  const warnings = (schedule: string) =>
    planSchedule(readConfiguration(resourceOf([])), schedule, clock).warnings;
  assert.match(warnings('*/90 * * * *')[0] ?? '', /the step of "\*\/90" is longer than its field/);
  assert.deepEqual([warnings('*/60 */24 * * *'), warnings('@daily')], [[], []]);
});

test('a step of 7 is no Sunday', () => assert.equal(readSchedule('0 0 * * */7'), '0 0 * * */7'));
