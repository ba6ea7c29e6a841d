import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bboltFile, keyValue, revisionKey, utf8 } from '../../fakes/bbolt.ts';
import { readAll, SAMPLE_DATABASE } from './reading.ts';

test('a snapshot of real etcd 3.6 reads as etcdutl prints it', () => {
  const database = readAll(SAMPLE_DATABASE);
  assert.equal(database.damage, undefined);
  assert.equal(database.hash.toString(16), 'e55d09d3'); // etcdutl snapshot status, 3.5.16 and 3.6.14
  assert.equal(database.revision, 51);
  assert.equal(database.entries, 59); // etcdutl 3.5.16
  assert.equal(database.changes, 50); // etcdutl 3.6.14
  assert.equal(database.inventory.liveKeys, 50);
  assert.deepEqual(database.state.raft, { term: 2, index: 58 });
  assert.equal(database.state.storageVersion, '3.6.0');
  assert.deepEqual(
    database.state.members.map(({ name, peerURLs }) => [name, ...peerURLs]),
    [
      ['etcd-3', 'http://127.0.0.23:42380'],
      ['etcd-1', 'http://127.0.0.21:42380'],
      ['etcd-2', 'http://127.0.0.22:42380'],
    ],
  );
});

test('live keys are those whose last record is no deletion', () => {
  const { bytes } = bboltFile({
    key: [
      [revisionKey(2), keyValue('a', '1')],
      [revisionKey(3), keyValue('b', '1')],
      [revisionKey(4), keyValue('a', '2')],
      [revisionKey(5, true), keyValue('b', '')],
      [revisionKey(6), keyValue('c', '1')],
      [revisionKey(7, true), keyValue('c', '')],
      [revisionKey(8), keyValue('c', '2')],
    ],
  });
  const database = readAll(bytes);
  assert.equal(database.damage, undefined);
  assert.equal(database.inventory.liveKeys, 2);
  const held = ['a', 'b', 'c', 'd'].filter((key) =>
    database.inventory.holds(new DataView(utf8(key).slice().buffer)),
  );
  assert.deepEqual(held, ['a', 'c']);
  assert.equal(database.revision, 8);
});

test('a bumped revision is an empty record, and no key', () => {
  const { bytes } = bboltFile({
    key: [
      [revisionKey(2), keyValue('a', '1')],
      [revisionKey(1_000_000_002), new Uint8Array()],
    ],
  });
  const database = readAll(bytes);
  assert.equal(database.damage, undefined);
  assert.equal(database.revision, 1_000_000_002);
  assert.equal(database.inventory.liveKeys, 1);
});

test('an empty database has nothing and is whole', () => {
  const database = readAll(bboltFile({ key: [], meta: [] }).bytes);
  assert.equal(database.damage, undefined);
  assert.equal(database.revision, 0);
  assert.equal(database.entries, 0);
});

test('values of many pages, many leaves and other page sizes read whole', () => {
  for (const pageSize of [512, 4096, 65536]) {
    const many = Array.from({ length: 500 }, (_, index) => {
      const value = 'v'.repeat(index % 50 === 0 ? 20_000 : index);
      return [revisionKey(index + 2), keyValue(`/registry/pods/ns-${index % 7}/p${index}`, value)] as const;
    });
    const database = readAll(bboltFile({ key: many }, { pageSize, leafEntries: 5 }).bytes);
    assert.equal(database.damage, undefined);
    assert.equal(database.changes, 500);
    assert.equal(database.inventory.liveKeys, 500);
  }
});

/** An alarm's key: 1 member (all 64 bits), 2 kind. */
function alarmKey(member: bigint, kind: number): Uint8Array {
  const bytes = [0x08];
  let rest = member;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 0x80);
  return Uint8Array.from([...bytes, Number(rest), 0x10, kind]);
}

test('auth, leases and alarms are counted', () => {
  const { bytes } = bboltFile({
    alarm: [[alarmKey(0xf1a6941a35841988n, 1), utf8('')]],
    auth: [[utf8('authEnabled'), Uint8Array.of(1)]],
    authRoles: [[utf8('root'), utf8('x')]],
    authUsers: [[utf8('root'), utf8('x')]],
    lease: [[utf8('12345678'), utf8('x')]],
  });
  const { state, damage } = readAll(bytes);
  assert.equal(damage, undefined);
  assert.deepEqual(state.auth, { enabled: true, users: 1, roles: 1 });
  assert.equal(state.leases, 1);
  assert.deepEqual(state.alarms, [{ member: 'f1a6941a35841988', alarm: 'NOSPACE' }]);
});
