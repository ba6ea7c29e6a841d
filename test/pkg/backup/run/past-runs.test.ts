import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecord } from '../../../../pkg/backup/records.ts';
import { pastRuns } from '../../../../pkg/backup/run/past-runs.ts';
import { record, runAt } from './records.ts';

const nodesOf = (records: Parameters<typeof pastRuns>[0]): (string | undefined)[][] =>
  pastRuns(records).map((run) => run.map((one) => one.ip?.slice(-1)));

test('records of one night are one run, whatever their order in the resource', () => {
  assert.deepEqual(nodesOf([...runAt('00'), ...runAt('12')].reverse()), [
    ['1', '2', '3'],
    ['1', '2', '3'],
  ]);
});

test('a node that reports again has started another run', () => {
  assert.deepEqual(nodesOf([record(1, '00:00:01'), record(2, '00:00:02'), record(1, '00:00:03')]), [
    ['1'],
    ['1', '2'],
  ]);
});

test('half an hour of silence ends a run', () => {
  assert.deepEqual(nodesOf([record(1, '00:00:00'), record(2, '00:30:00'), record(3, '01:00:01')]), [
    ['3'],
    ['1', '2'],
  ]);
});

test('records without a time are of no run', () => {
  assert.deepEqual(pastRuns([readRecord({ fileName: 'x' }), readRecord({ backupTimestamp: 'soon' })]), []);
});
