import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { age, humanSpan } from '../../../pkg/words/age.ts';
import { parseDuration, printDuration } from '../../../pkg/words/duration.ts';
import { spanInWords } from '../../../pkg/words/retention.ts';
import { humanSize } from '../../../pkg/words/size.ts';
import { parseTime, utcTime, zonedTime } from '../../../pkg/words/time.ts';

const spans: readonly (readonly [seconds: number, words: string])[] = [
  [0, '0s'],
  [-1, '0s'],
  [-3, '<invalid>'],
  [119, '119s'],
  [120, '2m'],
  [330, '5m30s'],
  [3600, '60m'],
  [11_520, '3h12m'],
  [86_400, '24h'],
  [190_800, '2d5h'],
  [7_776_000, '90d'],
  [65_664_000, '2y30d'],
  [320_000_000, '10y'],
];

for (const [seconds, words] of spans) {
  test(`${seconds} s are shown as ${words}, as kubectl does`, () =>
    assert.equal(humanSpan(seconds * 1000), words));
}

test('an age without a time is unknown', () => assert.equal(age(undefined, new Date()), '<unknown>'));

const times: readonly (readonly [string, string | undefined])[] = [
  ['2026-11-22T00:00:03Z', '2026-11-22T00:00:03Z'],
  ['2026-11-22T08:00:03+08:00', '2026-11-22T00:00:03Z'],
  ['2026-11-22T00:00:03.123456Z', '2026-11-22T00:00:03Z'],
  ['2026-02-30T00:00:00Z', undefined],
  ['2026-11-22', undefined],
  ['yesterday', undefined],
  ['2026-11-22T25:00:00Z', undefined],
];

for (const [text, read] of times) {
  test(`the time ${text} is read as ${read ?? 'no time at all'}`, () => {
    const time = parseTime(text);
    assert.equal(time === undefined ? undefined : utcTime(time), read);
  });
}

test('local times carry their zone, half hours and summer time included', () => {
  const time = new Date('2026-07-01T00:00:03Z');
  assert.equal(zonedTime(time, 'Asia/Shanghai'), '2026-07-01T08:00:03+08:00');
  assert.equal(zonedTime(time, 'Asia/Kolkata'), '2026-07-01T05:30:03+05:30');
  assert.equal(zonedTime(time, 'America/New_York'), '2026-06-30T20:00:03-04:00');
  assert.equal(zonedTime(time, 'UTC'), '2026-07-01T00:00:03+00:00');
});

test('a local time names the same moment', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (time) => {
      assert.equal(
        parseTime(zonedTime(time, 'Europe/Berlin'))?.getTime(),
        Math.floor(time.getTime() / 1000) * 1000,
      );
    }),
  );
});

test('a duration that is printed reads back to the same seconds', () => {
  fc.assert(
    fc.property(fc.nat(10 ** 9), (seconds) => {
      assert.equal(parseDuration(printDuration(seconds)), seconds);
    }),
  );
});

for (const text of ['', ' ', '1.5d', '1e3', '-5d', '1d 2h', '2h1d', 'd'])
  test(`${JSON.stringify(text)} is no duration`, () =>
    assert.throws(() => parseDuration(text), { exitCode: 2 }));

test('retention is told in days and hours', () => {
  assert.equal(spanInWords(7_776_000), '90 days');
  assert.equal(spanInWords(86_400), '1 day');
  assert.equal(spanInWords(129_600), '1 day 12 hours');
  assert.equal(spanInWords(0), '0 seconds');
  assert.equal(spanInWords(90_061), '90061 seconds (about 1 day)');
});

test('sizes have one decimal and never read 1024', () => {
  assert.equal(humanSize(0), '0 B');
  assert.equal(humanSize(1023), '1023 B');
  assert.equal(humanSize(24_608), '24.0 KiB');
  assert.equal(humanSize(1024 * 1024 - 1), '1.0 MiB');
  assert.equal(humanSize(1.2 * 1024 ** 3), '1.2 GiB');
});
