/** Edits of the schedule, a resume after a pause, and the change of the clock: what each asks for, and what it does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Configuration, readConfiguration } from '../../../../pkg/backup/configuration.ts';
import { lastSuccess } from '../../../../pkg/checks/last-success.ts';
import { scheduledRuns } from '../../../../pkg/checks/scheduled-runs.ts';
import { recordOf, resourceOf } from '../../backup/examples.ts';
import { factsOf } from '../examples.ts';

/** Nights up to the 15th, and then something changed the resource. */
function changed(manager: object, spec: object = {}): Configuration {
  const nights = ['11', '12', '13', '14', '15'].map((day) => recordOf(day, '10.0.0.1'));
  const resource = resourceOf(nights, spec);
  const metadata = {
    ...resource.metadata,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ operation: 'Update', ...manager }],
  };
  return readConfiguration({ ...resource, metadata });
}

const verdicts = (configuration: Configuration) =>
  [lastSuccess, scheduledRuns].map((check) => check.decide(factsOf(configuration)).result);
const ofSpec = (field: string) => ({ fieldsV1: { 'f:spec': { [field]: {} } } });

test('a schedule that was changed this morning asks for no run of the night before', () => {
  const today = { manager: 'kubectl-etcdbackup', time: '2026-11-23T08:00:00Z' };
  assert.deepEqual(verdicts(changed({ ...today, ...ofSpec('f:schedule') })), ['ok', 'ok']);
});

test('a resume after a long pause asks for no run of that pause, and for those after it', () => {
  const resumed = (time: string) => changed({ manager: 'kubectl-edit', time, ...ofSpec('f:paused') });
  assert.deepEqual(verdicts(resumed('2026-11-23T08:00:00Z')), ['ok', 'ok']);
  assert.deepEqual(verdicts(resumed('2026-11-19T08:00:00Z')), ['failing', 'failing']);
});

test('what only a change excuses is still told as old, and since when nothing was due', () => {
  const entry = { manager: 'kubectl-edit', time: '2026-11-23T08:00:00Z', ...ofSpec('f:paused') };
  assert.equal(
    lastSuccess.decide(factsOf(changed(entry))).reason,
    'the newest success is 8d old, and no run was due since the resource was made or last changed (2026-11-23T08:00:00Z)',
  );
});

test('a change of another field excuses nothing', () => {
  const today = { manager: 'kubectl-edit', time: '2026-11-23T08:00:00Z' };
  assert.deepEqual(verdicts(changed({ ...today, ...ofSpec('f:localStorage') })), ['failing', 'failing']);
});

test('the controller, which writes schedule and records under one name, excuses nothing', () => {
  const fieldsV1 = { 'f:spec': { 'f:schedule': {} }, 'f:status': { 'f:records': {} } };
  const entry = { manager: 'etcd-backup-controller', time: '2026-11-23T08:00:00Z', fieldsV1 };
  assert.deepEqual(verdicts(changed(entry)), ['failing', 'failing']);
});

test('a night of summer time that ends is no missing run, whichever of the two hours it ran in', () => {
  // Berlin: 02:00 is 00:00 UTC until 24 October, and twice on the 25th, at 00:00 and at 01:00 UTC.
  const record = (day: number, hour: number): object => ({
    ...recordOf('01', '10.0.0.1'),
    backupTimestamp: `2026-10-${day}T0${hour}:00:04Z`,
  });
  for (const hour of [0, 1]) {
    const nights = [...[20, 21, 22, 23, 24].map((day) => record(day, 0)), record(25, hour)];
    const configuration = readConfiguration(resourceOf(nights, { schedule: '0 2 * * *' }));
    for (const timeZone of ['Europe/Berlin', undefined]) {
      const facts = factsOf(configuration, {}, new Date('2026-10-25T12:00:00Z'), timeZone);
      const results = [lastSuccess, scheduledRuns].map((check) => check.decide(facts).result);
      assert.deepEqual(results, ['ok', 'ok'], `${timeZone} ${hour}`);
    }
  }
});

test('manual backups every day at one hour look like a clock of their own, and what was taken for it is said', () => {
  const days = Array.from({ length: 10 }, (_, day) => String(day + 14));
  const records = days.map((day) => ({
    ...recordOf(day, '10.0.0.1'),
    backupTimestamp: `2026-11-${day}T03:00:04Z`,
  }));
  const configuration = readConfiguration(resourceOf(records));
  const { result, reason } = lastSuccess.decide(factsOf(configuration));
  assert.equal(result, 'ok');
  assert.match(reason, /\(the schedule taken in UTC-03:00, as \d+ past runs show, give or take an hour\)$/);
});
