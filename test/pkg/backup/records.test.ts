import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { backupFileIp, isIp } from '../../../pkg/backup/file-name.ts';
import { namesByIp, readNode } from '../../../pkg/backup/nodes.ts';
import { newestFirst, outcomeOf, readRecord } from '../../../pkg/backup/records.ts';

const names: readonly (readonly [string, string | undefined])[] = [
  ['snapshot-etcd-20261122-000003-10.0.0.1.tar', '10.0.0.1'],
  ['snapshot-etcd-2026-11-22-00-00-03-10.0.0.1.tar', '10.0.0.1'],
  ['snapshot-etcd-20261122-000003-fd00::1.tar', 'fd00::1'],
  ['snapshot-etcd-20261122-000003-FD00:0:0:0:0:0:0:0001.tar', 'fd00::1'],
  ['snapshot-etcd-20261122-000003-10.0.0.1.tar.gz', '10.0.0.1'],
  ['snapshot-etcd-20261122-000003-10.0.0.256.tar', undefined],
  ['snapshot-etcd-20261122-000003-master.tar', undefined],
  ['manual.db', undefined],
  ['../snapshot-etcd-1-2-10.0.0.1.tar', undefined],
];

for (const [name, ip] of names) {
  test(`${name} comes from ${ip ?? 'no node that can be told'}`, () => assert.equal(backupFileIp(name), ip));
}

test('IP addresses', () => {
  for (const good of ['1.2.3.4', '255.255.255.255', '::1', 'fd00::a:1', '1:2:3:4:5:6:7:8'])
    assert.ok(isIp(good), good);
  for (const bad of ['1.2.3', '1.2.3.4.', '01.2.3.1000', ':::', '1::2::3', 'fd00', '1:2:3', ''])
    assert.ok(!isIp(bad), bad);
});

test('only Success is a success; what is not known to be unfinished is a failure', () => {
  assert.equal(outcomeOf('Success'), 'succeeded');
  assert.equal(outcomeOf(undefined), 'unfinished');
  assert.equal(outcomeOf('Running'), 'unfinished');
  assert.equal(outcomeOf('success'), 'failed');
  assert.equal(outcomeOf('Failed'), 'failed');
});

test('records of any shape are read', () => {
  for (const odd of [null, 7, 'text', [], {}, { fileName: 3, backupTimestamp: {}, result: [] }]) {
    assert.equal(readRecord(odd).outcome, 'unfinished');
    assert.equal(readRecord(odd).fileName, undefined);
  }
});

test('newest first, records without a time last and in their own order', () => {
  const at = (backupTimestamp: string, fileName: string) => readRecord({ backupTimestamp, fileName });
  const records = [
    at('?', 'x'),
    at('2026-11-21T00:00:00Z', 'old'),
    at('', 'y'),
    at('2026-11-22T00:00:00Z', 'new'),
  ];
  assert.deepEqual(
    newestFirst(records).map((one) => one.fileName),
    ['new', 'old', 'x', 'y'],
  );
});

test('a resource with nothing in it, or with other types, is read', () => {
  const empty = readConfiguration({});
  assert.deepEqual(
    [empty.schedule, empty.paused, empty.s3, empty.records],
    [undefined, false, undefined, []],
  );
  const odd = readConfiguration({
    spec: { schedule: 5, localStorage: { ttl: 7776000 }, remoteStorage: 'x' },
    status: [],
  });
  assert.equal(odd.local.retentionSeconds, 7_776_000);
  assert.equal(odd.s3, undefined);
  assert.equal(
    readConfiguration({ spec: { localStorage: { ttl: '90 days' } } }).local.retentionSeconds,
    undefined,
  );
});

test('an IP that two nodes claim names neither', () => {
  const node = (name: string, ip: string) =>
    readNode({ metadata: { name }, status: { addresses: [{ type: 'InternalIP', address: ip }] } });
  const byIp = namesByIp([node('a', '10.0.0.1'), node('b', '10.0.0.1'), node('c', '10.0.0.3')]);
  assert.deepEqual([...byIp], [['10.0.0.3', 'c']]);
});
