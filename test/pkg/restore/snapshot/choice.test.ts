import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SnapshotChoice, snapshotChoice } from '../../../../pkg/restore/snapshot/choice.ts';

const forms: readonly (readonly [string, boolean, SnapshotChoice])[] = [
  ['snapshot.tar', false, { from: 'file', path: 'snapshot.tar' }],
  ['local:/cpaas/a b.tar', false, { from: 'node', path: '/cpaas/a b.tar', node: undefined }],
  ['survivor:etcd-2', false, { from: 'survivor', node: 'etcd-2' }],
  ['latest', false, { from: 'bucket', wanted: 'latest' }],
  ['latest', true, { from: 'bucket', wanted: 'latest' }],
  ['prod/a.tar', true, { from: 'bucket', wanted: 'prod/a.tar' }],
];

for (const [snapshot, presign, expected] of forms)
  test(`--snapshot ${snapshot}${presign ? ' --presign 1h' : ''} is from ${expected.from}`, () =>
    assert.deepEqual(snapshotChoice({ snapshot, presign }), expected));

test('the node that has the file can be named', () =>
  assert.deepEqual(snapshotChoice({ snapshot: 'local:/a/b', snapshotNode: 'etcd-2', presign: false }), {
    from: 'node',
    path: '/a/b',
    node: 'etcd-2',
  }));

const wrong: readonly (readonly [string, string | undefined, boolean, RegExp])[] = [
  ['', undefined, false, /is empty/],
  ['local:', undefined, false, /not an absolute path/],
  ['local:cpaas/a', undefined, false, /not an absolute path/],
  ['local:/cpaas/', undefined, false, /a folder/],
  ['local:/cpaas/\u001b[2J', undefined, false, /control characters/],
  ['local:/a\nb', undefined, false, /control characters/],
  ['survivor:', undefined, false, /name of the node/],
  ['local:/a', undefined, true, /--presign is for a snapshot in S3/],
  ['latest', 'etcd-1', false, /--snapshot-node says/],
];

for (const [snapshot, snapshotNode, presign, message] of wrong)
  test(`--snapshot ${JSON.stringify(snapshot)}: ${message.source}`, () =>
    assert.throws(() => snapshotChoice({ snapshot, snapshotNode, presign }), {
      name: 'UsageError',
      message,
    }));
