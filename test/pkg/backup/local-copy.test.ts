import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localCopyOf, scpLine } from '../../../pkg/backup/local-copy.ts';
import { readRecord } from '../../../pkg/backup/records.ts';
import { recordOf } from './examples.ts';

const lines: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
  ['a.tar', '10.0.0.1', '/cpaas/backup', 'scp root@10.0.0.1:/cpaas/backup/a.tar .'],
  ['a.tar', '10.0.0.1', '/cpaas/backup//', 'scp root@10.0.0.1:/cpaas/backup/a.tar .'],
  ['a.tar', 'fd00::1', '/cpaas', "scp 'root@[fd00::1]:/cpaas/a.tar' ."],
  // An old scp hands the path to a shell on the node, whatever the quotes are here.
  ["a'; reboot #.tar", '10.0.0.1', '/cpaas', undefined],
  ['$(reboot).tar', '10.0.0.1', '/cpaas', undefined],
  ['../../etc/shadow', '10.0.0.1', '/cpaas', undefined],
  ['a.tar', '10.0.0.1', '/c d', undefined],
  ['a.tar', '10.0.0.1', 'cpaas', undefined],
  ['a.tar', '10.0.0.1', undefined, undefined],
];
for (const [fileName, ip, folder, line] of lines) {
  test(`the scp line for ${fileName} on ${ip} in ${folder}`, () => {
    assert.equal(scpLine({ fileName, ip, folder }), line);
  });
}

const records = [
  recordOf('20', '10.0.0.1'),
  recordOf('22', '10.0.0.2'),
  recordOf('23', '10.0.0.3', 'Failed'),
  { backupTimestamp: '2026-11-24T00:00:00Z', fileName: 'nameless.tar', result: 'Success' },
].map(readRecord);
const copies = { of: 'x', folder: '/cpaas', records, now: new Date('2026-11-25T00:00:00Z') };

test('the newest copy is that of the newest good record that names a node', () => {
  assert.deepEqual(localCopyOf('latest', copies), {
    fileName: 'snapshot-etcd-20261122-000003-10.0.0.2.tar',
    ip: '10.0.0.2',
    folder: '/cpaas',
  });
});

test('one of the future is the newest only where there is no other', () => {
  const ahead = readRecord(recordOf('29', '10.0.0.1'));
  assert.equal(localCopyOf('latest', { ...copies, records: [ahead, ...records] })?.ip, '10.0.0.2');
  assert.equal(localCopyOf('latest', { ...copies, records: [ahead] })?.ip, '10.0.0.1');
});

test('a copy is found by its file name, and by a key that ends in it', () => {
  const name = 'snapshot-etcd-20261120-000003-10.0.0.1.tar';
  assert.equal(localCopyOf(name, copies)?.ip, '10.0.0.1');
  assert.equal(localCopyOf(`cluster-a/${name}`, copies)?.ip, '10.0.0.1');
});

test('without a record, or without a node in its name, there is no copy to point at', () => {
  assert.equal(localCopyOf('gone.tar', copies), undefined);
  assert.equal(localCopyOf('nameless.tar', copies), undefined);
  assert.equal(localCopyOf('latest', { ...copies, records: [] }), undefined);
});
