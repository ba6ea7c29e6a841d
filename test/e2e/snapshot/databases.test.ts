/** Databases of real etcd 3.4 and 3.5 in all their forms: what `inspect` says must be what their own tools say. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, type TestContext, test } from 'node:test';
import type { Inspection } from '../../../pkg/snapshot/inspection.ts';
import { readAll } from '../../pkg/snapshot/reading.ts';
import { needs } from '../../servers/programs.ts';
import { plugin } from '../plugin.ts';
import { type Change, Etcd, type EtcdVersion, etcdPrograms } from './etcd.ts';

async function inspect(path: string): Promise<Inspection> {
  const { code, out, err } = await plugin(['inspect', path, '-o', 'json']);
  assert.equal(code, 0, err + out.slice(0, 500));
  return JSON.parse(out) as Inspection;
}

/** Runs `work` on an etcd of its own. */
async function withEtcd(
  t: TestContext,
  version: EtcdVersion,
  work: (etcd: Etcd) => Promise<void>,
): Promise<void> {
  const programs = needs(t, ...etcdPrograms(version));
  if (programs === undefined) return;
  const etcd = await Etcd.start(version, programs);
  try {
    await work(etcd);
  } finally {
    await etcd.stop();
  }
}

/** Saves it, and compares `inspect` with the version's own tools. */
async function compared(etcd: Etcd, ...user: readonly string[]): Promise<Inspection> {
  const path = await etcd.save('snapshot.db', ...user);
  const [status, found, liveKeys] = await Promise.all([
    etcd.status(path),
    inspect(path),
    etcd.liveKeys(...user),
  ]);
  assert.equal(found.etcd?.hash, status.hash.toString(16));
  assert.equal(found.etcd?.revision, status.revision);
  assert.equal(found.etcd?.entries, status.totalKey);
  assert.equal(found.database?.size, status.totalSize);
  assert.equal(found.etcd?.liveKeys, liveKeys.length);
  // As many, and each of them: the same keys.
  const { inventory } = readAll(new Uint8Array(await readFile(path)).subarray(0, -32));
  assert.deepEqual(
    liveKeys.filter((name) => !inventory.holds(new DataView(new TextEncoder().encode(name).buffer))),
    [],
  );
  assert.equal(found.sha256.state, 'ok');
  return found;
}

const NOISE = randomBytes(256 * 1024);
/** Bytes that do not repeat, without making new ones each time. */
const noise = (seed: number, length: number): Uint8Array => {
  const at = (seed * 7919) % (NOISE.length - length);
  return NOISE.subarray(at, at + length);
};
const key = (id: number): string => `/registry/pods/namespace-${id % 40}/pod-${id}`;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

async function putMany(etcd: Etcd, ids: readonly number[], length: number, round: number): Promise<void> {
  for (let at = 0; at < ids.length; at += 2000)
    await etcd.put(ids.slice(at, at + 2000).map((id): Change => [key(id), noise(id + round, length)]));
}

/** 100 000 keys; a tenth changed twice, a tenth deleted, some values of many pages, the first revisions compacted away. */
async function fillLarge(etcd: Etcd): Promise<void> {
  await putMany(etcd, upTo(100_000), 350, 0);
  for (const round of [1, 2]) await putMany(etcd, upTo(10_000), 350, round);
  for (let at = 50_000; at < 60_000; at += 2000) await etcd.remove(upTo(2000).map((id) => key(at + id)));
  await etcd.put(upTo(60).map((id): Change => [`/registry/large/${id}`, noise(id, 1000 + id * 3000)]));
  await etcd.compact((await etcd.revision()) - 8);
}

for (const version of ['3.4', '3.5'] as const) {
  describe(`etcd ${version}`, () => {
    test('an empty database', (t) =>
      withEtcd(t, version, async (etcd) => {
        const found = await compared(etcd);
        assert.equal(found.etcd?.liveKeys, 0);
        assert.equal(found.kubernetes, null);
      }));

    test('a small one, with a key that came back', (t) =>
      withEtcd(t, version, async (etcd) => {
        await etcd.put([
          ['a', '1'],
          ['b', '2'],
          ['/registry/health', 'ok'],
        ]);
        await etcd.remove(['a']);
        await etcd.put([['a', '3']]);
        const found = await compared(etcd);
        assert.equal(found.etcd?.liveKeys, 3);
      }));

    test('100 000 keys, 50 MB, with updates, deletions and compaction; then defragmented', (t) =>
      withEtcd(t, version, async (etcd) => {
        await fillLarge(etcd);
        const found = await compared(etcd);
        assert.equal(found.etcd?.liveKeys, 90_060);
        assert.ok((found.etcd?.compactedRevision ?? 0) > 50);
        assert.ok((found.database?.size ?? 0) > 50e6, String(found.database?.size));

        await etcd.compact(await etcd.revision());
        await etcd.call('maintenance/defragment', {});
        const defragmented = await compared(etcd);
        assert.equal(defragmented.etcd?.liveKeys, 90_060);
        assert.ok((defragmented.database?.size ?? 0) < (found.database?.size ?? 0));
        // A change of etcd's own state after defragmentation frees a handful of pages again.
        assert.ok((defragmented.database?.freePages ?? 0) < 100);
      }));

    test('users, leases and an alarm', (t) =>
      withEtcd(t, version, async (etcd) => {
        const { ID } = (await etcd.call('lease/grant', { TTL: '3600' })) as { ID: string };
        await etcd.call('kv/put', { key: 'YQ==', value: 'YQ==', lease: ID });
        const { header } = (await etcd.call('maintenance/status', {})) as { header: { member_id: string } };
        await etcd.call('maintenance/alarm', {
          action: 'ACTIVATE',
          memberID: header.member_id,
          alarm: 'NOSPACE',
        });
        await etcd.etcdctl('role', 'add', 'reader');
        await etcd.etcdctl('user', 'add', 'root:secret');
        await etcd.etcdctl('user', 'grant-role', 'root', 'root');
        await etcd.etcdctl('auth', 'enable');
        const found = await compared(etcd, '--user', 'root:secret');
        assert.equal(found.etcd?.leases, 1);
        assert.deepEqual(found.etcd?.auth, { enabled: true, users: 1, roles: 1 });
        assert.deepEqual(
          found.etcd?.alarms.map(({ alarm, member }) => [alarm, member]),
          [['NOSPACE', found.etcd?.members[0]?.id]],
        );
      }));
  });
}
