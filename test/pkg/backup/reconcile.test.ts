import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { type ReconcileFacts, reconcile } from '../../../pkg/backup/reconcile.ts';
import type { StoredObject } from '../../../pkg/ports/object-store.ts';
import { NOON } from '../../run.ts';
import { NODES, recordOf, resourceOf, S3_SPEC } from './examples.ts';

const BUCKET = { name: 'backups', dir: 'cluster-a', endpoint: 'https://s3.example.com' };

/** An object as the controller's upload leaves it. */
function objectOf(file: string, size = 2048, day = '22'): StoredObject {
  return {
    key: `cluster-a/${file}`,
    size,
    lastModified: new Date(`2026-11-${day}T00:00:09Z`),
    etag: `"${file}-${size}"`,
  };
}

const fileOf = (day: string, ip: string): string => `snapshot-etcd-202611${day}-000003-${ip}.tar`;

function reconciled(
  records: readonly object[],
  objects: readonly StoredObject[],
  more: Partial<ReconcileFacts> = {},
) {
  return reconcile({
    configuration: readConfiguration(resourceOf(records, S3_SPEC)),
    nodes: NODES,
    bucket: BUCKET,
    objects,
    others: 0,
    filter: {},
    now: NOON,
    ...more,
  });
}

test('each record is OK, MISSING or EMPTY, and what no record names is an ORPHAN, newest first', () => {
  const view = reconciled(
    [recordOf('20', '10.0.0.1'), recordOf('21', '10.0.0.1'), recordOf('22', '10.0.0.1')],
    [
      objectOf(fileOf('19', '10.0.0.2'), 7, '19'),
      objectOf(fileOf('20', '10.0.0.1'), 2048, '20'),
      objectOf(fileOf('21', '10.0.0.1'), 0, '21'),
    ],
  );
  assert.deepEqual(
    view.records.map(({ file, s3 }) => [file, s3.state, s3.size]),
    [
      [fileOf('22', '10.0.0.1'), 'missing', null],
      [fileOf('21', '10.0.0.1'), 'empty', 0],
      [fileOf('20', '10.0.0.1'), 'ok', 2048],
      [fileOf('19', '10.0.0.2'), 'orphan', 7],
    ],
  );
  assert.deepEqual(view.summary, { ok: 1, missing: 1, empty: 1, orphan: 1, others: 0 });
  const orphan = view.records.at(-1);
  assert.deepEqual(
    [orphan?.node, orphan?.taken, orphan?.result, orphan?.outcome],
    ['master-2', null, null, null],
  );
});

test('stores say what was seen: a record whose object is gone has no copy in s3', () => {
  const view = reconciled(
    [recordOf('21', '10.0.0.1'), recordOf('22', '10.0.0.1')],
    [objectOf(fileOf('22', '10.0.0.1'))],
  );
  assert.deepEqual(
    view.records.map((one) => one.stores),
    [['local', 's3'], ['local']],
  );
});

test('a failed backup misses nothing', () => {
  const { records, summary } = reconciled([recordOf('22', '10.0.0.1', 'Failed')], []);
  assert.deepEqual([records[0]?.s3.state, summary.missing], [null, 0]);
});

test('backups of nodes that are not ours are of others: the folder may be shared', () => {
  const { records, summary } = reconciled(
    [recordOf('22', '10.0.0.1')],
    [objectOf(fileOf('22', '10.0.0.1')), objectOf(fileOf('22', '10.9.0.1'))],
    { others: 3 },
  );
  assert.deepEqual([records.length, summary.others], [1, 4]);
});

test('where nodes cannot be read, every backup of the folder is shown', () => {
  const { records } = reconciled([], [objectOf(fileOf('22', '10.9.0.1'))], { nodes: undefined });
  assert.deepEqual(
    records.map(({ node, s3 }) => [node, s3.state]),
    [['10.9.0.1', 'orphan']],
  );
});

test('an object that another record names is no orphan of a filtered list', () => {
  const records = [recordOf('21', '10.0.0.2', 'Failed'), recordOf('22', '10.0.0.1')];
  const objects = [objectOf(fileOf('22', '10.0.0.1')), objectOf(fileOf('20', '10.0.0.3'), 9, '20')];
  const shown = (filter: ReconcileFacts['filter']) =>
    reconciled(records, objects, { filter }).records.map((one) => one.node);
  assert.deepEqual(shown({ failed: true }), ['master-2']);
  assert.deepEqual(shown({ node: 'master-3' }), ['master-3']);
  assert.deepEqual(shown({ since: new Date('2026-11-21T00:00:00Z') }), ['master-1', 'master-2']);
  assert.deepEqual(shown({ limit: 1 }), ['master-1']);
});

test('a copy in the folder itself counts before one in a folder below', () => {
  const file = fileOf('22', '10.0.0.1');
  const below = { ...objectOf(file, 0), key: `cluster-a/old/${file}` };
  const [record] = reconciled([recordOf('22', '10.0.0.1')], [below, objectOf(file, 5)]).records;
  assert.deepEqual([record?.s3.key, record?.s3.state], [`cluster-a/${file}`, 'ok']);
});
