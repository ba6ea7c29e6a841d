/** Late, or not late: against a slow and obvious model, and in worlds whose truth is known. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import fc from 'fast-check';
import { attendance, judge } from '../../../../pkg/checks/freshness/freshness.ts';
import { berlin, slowLatestDue } from './slow-model.ts';
import {
  configurationOf,
  DAY,
  freshness,
  HOUR,
  moments,
  offsets,
  recordsOf,
  runsBetween,
  schedules,
} from './worlds.ts';

const MINUTE = 60_000;
/** A few seconds' worth; FC_RUNS=2000 looks harder. */
/** The same worlds each time, so that what fails here fails for everybody; FC_SEED and FC_RUNS ask for others. */
const RUNS = {
  numRuns: Number(process.env['FC_RUNS'] || 10),
  seed: Number(process.env['FC_SEED'] || 20261125),
};

/** `Etc/GMT-8` is 8 hours ahead of UTC: POSIX counts the other way. */
const fixed = (hours: number): string =>
  hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;

const zones = fc.oneof(
  fc.integer({ min: -12, max: 14 }).map((hours) => ({ zone: fixed(hours), ahead: () => hours * HOUR })),
  fc.constant({ zone: 'Europe/Berlin', ahead: berlin }),
);

/** Minutes after a due time: on both sides of what still counts, and far away. */
const places = fc.oneof(
  fc.constantFrom(-6, -5, -1, 0, 1),
  fc.integer({ min: -35 * 24 * 60, max: 4 * 24 * 60 }),
);

test('in a zone that is given, late is what the slow model calls late', () => {
  const seen = new Set<string>();
  const world = fc.record({
    cron: schedules,
    clock: zones,
    now: moments,
    /** Around the newest due time; null: there is none. */
    success: fc.option(places),
    /** When the resource was made, likewise; null: long ago. */
    made: fc.option(places),
  });
  fc.assert(
    fc.property(world, ({ cron, clock, now, success, made }) => {
      const until = now - 15 * MINUTE;
      const newest = slowLatestDue(cron, clock.ahead, until, now - 70 * DAY);
      fc.pre(newest !== undefined);
      const around = (minutes: number): number => Math.min(now, (newest ?? 0) + minutes * MINUTE);
      const taken = success === null ? undefined : around(success);
      const settled = Math.floor((made === null ? now - 70 * DAY : around(made)) / 1000) * 1000;
      const records =
        taken === undefined ? [] : [{ backupTimestamp: new Date(taken).toISOString(), result: 'Success' }];
      const creationTimestamp = new Date(settled).toISOString().replace('.000', '');
      const known = freshness(configurationOf(cron, records, { creationTimestamp }), now, clock.zone);
      const due = slowLatestDue(cron, clock.ahead, until, settled);
      const good = taken !== undefined && (due === undefined || taken >= due - 5 * MINUTE);
      const expected = good
        ? { state: 'fresh' }
        : due === undefined
          ? { state: 'not-due' }
          : { state: 'stale', due };
      assert.deepEqual(judge(known, taken), expected);
      seen.add(expected.state);
    }),
    { ...RUNS, numRuns: Math.max(60, RUNS.numRuns) },
  );
  assert.deepEqual([...seen].sort(), ['fresh', 'not-due', 'stale']);
});

const lives = fc.record({
  cron: schedules,
  ahead: offsets,
  now: moments,
  spread: fc.integer({ min: 0, max: 10 * MINUTE }),
  kept: fc.integer({ min: 3, max: 90 }),
  manual: fc.array(fc.integer({ min: 0, max: 5 * 24 * 60 }), { maxLength: 3 }),
});

test('a schedule that lives is never called late or dead, whatever clock the controller has', () => {
  fc.assert(
    fc.property(lives, ({ cron, ahead, now, spread, kept, manual }) => {
      const starts = runsBetween(cron, ahead, now - 35 * DAY, now);
      const done = recordsOf(starts, spread).concat(
        recordsOf(
          manual.map((ago) => now - ago * MINUTE),
          0,
        ),
      );
      const records = done
        .filter((one) => Date.parse(timeOf(one)) <= now)
        .sort((a, b) => Date.parse(timeOf(a)) - Date.parse(timeOf(b)));
      fc.pre(starts.length > manual.length + 1);
      const trimmed = records.slice(-Math.max(kept, 3 * (2 * manual.length + 2)));
      const known = freshness(configurationOf(cron, trimmed), now);
      assert.notEqual(attendance(known).state, 'missed');
      for (const n of ['1', '2', '3']) {
        const own = trimmed.filter((one) => JSON.stringify(one).includes(`10.0.0.${n}.`)).map(timeOf);
        const newest = Math.max(...own.map((time) => Date.parse(time)));
        assert.notEqual(judge(known, own.length === 0 ? undefined : newest).state, 'stale');
      }
    }),
    RUNS,
  );
});

test('a schedule that has died is late once the longest pause between two runs has passed', () => {
  fc.assert(
    fc.property(lives, fc.integer({ min: 1, max: 6 * DAY }), ({ cron, ahead, now, spread }, more) => {
      const starts = runsBetween(cron, ahead, now - 75 * DAY, now);
      const last = starts.findLast((start) => start < now - 20 * DAY);
      fc.pre(last !== undefined && starts.length > 6);
      // With the pause that follows the last run: a month is not as long as the one before.
      const due = runsBetween(cron, ahead, now - 75 * DAY, now + 40 * DAY);
      const longest = Math.max(...due.slice(1).map((start, index) => start - (due[index] ?? 0)));
      const known = freshness(
        configurationOf(
          cron,
          recordsOf(
            starts.filter((start) => start <= (last ?? 0)),
            spread,
          ),
        ),
        (last ?? 0) + longest + 20 * MINUTE + 2 * spread + 10 * MINUTE + more,
      );
      const newest = known.seen.at(-1) ?? 0;
      assert.equal(judge(known, newest).state, 'stale');
      assert.equal(attendance(known).state, 'missed');
    }),
    RUNS,
  );
});

test('a manual backup makes the newest success fresh, and does not hide that the schedule is dead', () => {
  const world = fc.record({
    ahead: offsets,
    now: moments,
    hour: fc.integer({ min: 0, max: 23 }),
    dead: fc.integer({ min: 2, max: 9 }),
    /** Hours after the due time, clear of it on a clock an hour beside. */
    manual: fc.integer({ min: 3, max: 20 }),
  });
  fc.assert(
    fc.property(world, ({ ahead, now, hour, dead, manual }) => {
      const cron = `0 ${hour} * * *`;
      const starts = runsBetween(cron, ahead, now - 30 * DAY, now);
      const due = starts.at(-2) ?? 0;
      const alive = starts.slice(0, -dead);
      const at = due + 22 * HOUR;
      const known = freshness(configurationOf(cron, recordsOf([...alive, due + manual * HOUR], 0)), at);
      assert.equal(judge(known, due + manual * HOUR).state, 'fresh');
      assert.equal(attendance(known).state, 'missed');
      assert.equal(known.assumed.by, 'records');
    }),
    RUNS,
  );
});

test('nights of old under a schedule of every minute tell no clock from another', () => {
  const nights = runsBetween('0 0 * * *', 0, Date.UTC(2026, 10, 14), Date.UTC(2026, 10, 23));
  const known = freshness(configurationOf('* * * * *', recordsOf(nights, 0)), Date.UTC(2026, 10, 23, 12));
  assert.deepEqual([known.assumed.by, judge(known, nights.at(-1)).state], ['any', 'stale']);
});

test('records of the future teach nothing', () => {
  const nights = runsBetween('0 3 * * *', 0, Date.UTC(2026, 11, 10), Date.UTC(2026, 11, 20));
  const known = freshness(configurationOf('0 0 * * *', recordsOf(nights, 0)), Date.UTC(2026, 11, 1, 12));
  assert.deepEqual([known.assumed.by, known.seen], ['any', []]);
});

test('a run that is going on is not late until twice as long as runs were seen to take', () => {
  const midnights = runsBetween('0 0 * * *', 0, Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 22));
  const known = (minutes: number) =>
    freshness(
      configurationOf('0 0 * * *', recordsOf(midnights, 40 * MINUTE)),
      Date.UTC(2026, 10, 23, 0, minutes),
      'UTC',
    );
  const newest = (midnights.at(-1) ?? 0) + 40 * MINUTE;
  assert.equal(known(0).marginMs, 80 * MINUTE);
  assert.equal(judge(known(75), newest).state, 'fresh');
  assert.equal(judge(known(85), newest).state, 'stale');
});

const timeOf = (record: object): string => (record as { backupTimestamp: string }).backupTimestamp;
