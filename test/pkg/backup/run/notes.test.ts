import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../../pkg/backup/configuration.ts';
import { type BackupRecord, readRecord } from '../../../../pkg/backup/records.ts';
import { expectedNodes } from '../../../../pkg/backup/run/expected.ts';
import { notesAfter, notesBefore } from '../../../../pkg/backup/run/notes.ts';
import { runState } from '../../../../pkg/backup/run/outcome.ts';
import { NODES, resourceOf } from '../examples.ts';
import { record, runAt } from './records.ts';

const NOON = new Date('2026-11-22T12:05:00Z');

function before(records: readonly BackupRecord[], spec: object = {}, now = NOON): string[] {
  const configuration = { ...readConfiguration(resourceOf([], spec)), records };
  return notesBefore(configuration, NODES, expectedNodes(configuration, NODES, undefined), now);
}

function after(
  records: readonly BackupRecord[],
  past: readonly BackupRecord[],
  others: readonly BackupRecord[] = [],
) {
  const configuration = { ...readConfiguration(resourceOf([])), records: past };
  const expected = expectedNodes(configuration, NODES, undefined);
  assert.ok(expected);
  return notesAfter(expected, runState(expected, records, new Map()).nodes, others);
}

test('a healthy resource needs no word', () => assert.deepEqual(before(runAt('00')), []));

test('paused is pointed out', () =>
  assert.match(before([], { paused: true }).join(), /^scheduled backups are paused/));

test('a backup that runs already is pointed out, and whether it can be told apart', () => {
  const [told] = before([...runAt('00'), record(2, '12:04:00', 'Running')]);
  assert.match(
    told ?? '',
    /running already \(master-2: Running\); its records are told apart by their file names/,
  );
  const [untold] = before([readRecord({ backupTimestamp: '2026-11-22T12:04:00Z' })]);
  assert.match(untold ?? '', /\(a node: no result yet\); its records may not be told apart/);
});

test('a run of a moment ago that lacks a node may be going on', () => {
  const records = [...runAt('00'), ...runAt('12', [1, 2])];
  assert.match(
    before(records).join(),
    /another backup may be running: its records of master-3 are not there yet/,
  );
  assert.deepEqual(before(records, {}, new Date('2026-11-22T13:00:00Z')), []);
});

test('a control-plane node that past runs do not show is named', () => {
  const records = [...runAt('00', [1, 2]), ...runAt('06', [1, 2])];
  assert.match(before(records).join(), /no past backup has a record of master-3: not waited for/);
});

test('two records of a node where one was asked for', () => {
  const notes = after([record(1, '12:00:00'), record(1, '12:00:01'), record(2), record(3)], []);
  assert.match(notes.join('|'), /^master-1 has 2 new records where one backup was asked for[^|]*$/);
});

test('more records than past backups left', () => {
  const past = [record(1, '00:00:00'), record(2, '06:00:00')];
  assert.match(
    after([record(1), record(2)], past).join(),
    /2 new records came, where past backups left one each/,
  );
});

test('records of the backup that ran before are counted apart', () => {
  assert.match(
    after([], [], [record(1)]).join(),
    /not counted: 1 records of the backup that was running before/,
  );
});
