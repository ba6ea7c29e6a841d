/** Whether the newest due run left a record: yes, no, or the history that is kept does not reach back so far. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import fc from 'fast-check';
import { attendance } from '../../../../pkg/checks/freshness/freshness.ts';
import { berlin, slowLatestDue } from './slow-model.ts';
import { configurationOf, DAY, freshness, HOUR, moments, schedules } from './worlds.ts';

const MINUTE = 60_000;
const RUNS = {
  numRuns: Number(process.env['FC_RUNS'] || 40),
  seed: Number(process.env['FC_SEED'] || 20261125),
};

const record = (time: number): object => ({
  backupTimestamp: new Date(time).toISOString(),
  fileName: 'snapshot-etcd-20261122-000003-10.0.0.1.tar',
  result: 'Success',
});

const zones = fc.constantFrom(
  { zone: 'UTC', ahead: () => 0 },
  { zone: 'Etc/GMT-8', ahead: () => 8 * HOUR },
  { zone: 'Europe/Berlin', ahead: berlin },
);

/** Minutes after the due time at which a record may lie: on both sides of what still counts, and far away. */
const places = fc.oneof(
  fc.constantFrom(-6, -5, 0, 15, 16),
  fc.integer({ min: -4 * 24 * 60, max: 4 * 24 * 60 }),
);

test('in a zone that is given, attendance is what the slow model says, trimmed history (unknown) included', () => {
  const seen = new Set<string>();
  const world = fc.record({
    cron: schedules,
    clock: zones,
    now: moments,
    kept: fc.array(places, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(world, ({ cron, clock, now, kept }) => {
      const due = slowLatestDue(cron, clock.ahead, now - 15 * MINUTE, now - 70 * DAY);
      fc.pre(due !== undefined);
      const times = kept.map((minutes) => (due ?? 0) + minutes * MINUTE).filter((time) => time <= now);
      const after = times.map((time) => time - (due ?? 0));
      const expected = after.some((ms) => ms >= -5 * MINUTE && ms <= 15 * MINUTE)
        ? 'ran'
        : after.length === 0 || after.some((ms) => ms < 0)
          ? 'missed'
          : 'trimmed';
      const known = freshness(configurationOf(cron, times.map(record)), now, clock.zone);
      assert.equal(attendance(known).state, expected);
      seen.add(expected);
    }),
    RUNS,
  );
  assert.deepEqual([...seen].sort(), ['missed', 'ran', 'trimmed']);
});

test('trimmed history (unknown): however many manual backups push out the last run, it is neither missed nor there', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const manual = Array.from({ length: 90 }, (_, index) => record(now - (index + 1) * 3 * MINUTE));
  const known = freshness(configurationOf('0 0 * * *', manual), now, 'UTC');
  assert.deepEqual(attendance(known), { state: 'trimmed' });
  const reaching = freshness(
    configurationOf('0 0 * * *', [...manual.slice(0, -1), record(Date.UTC(2026, 10, 22))]),
    now,
    'UTC',
  );
  assert.equal(attendance(reaching).state, 'missed');
});
