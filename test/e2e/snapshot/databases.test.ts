/** Databases of real etcd 3.4 and 3.5 in all their forms: what `inspect` says must be what their own tools say. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import type { Inspection } from '../../../pkg/snapshot/inspection.ts';
import { needs } from '../../servers/programs.ts';
import { plugin } from '../plugin.ts';
import { type Change, Etcd, type EtcdVersion, etcdPrograms } from './etcd.ts';

async function inspect(path: string): Promise<Inspection> {
  const { code, out, err } = await plugin(['inspect', path, '-o', 'json']);
  assert.equal(code, 0, err + out.slice(0, 500));
  return JSON.parse(out) as Inspection;
}

/** Fills an etcd, saves it, and compares `inspect` with the version's own tools. */
async function compare(
  t: TestContext,
  version: EtcdVersion,
  fill: (etcd: Etcd) => Promise<readonly string[] | undefined>,
): Promise<Inspection | undefined> {
  const programs = needs(t, ...etcdPrograms(version));
  if (programs === undefined) return undefined;
  const etcd = await Etcd.start(version, programs);
  try {
    const user = (await fill(etcd)) ?? [];
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
    assert.equal(found.etcd?.liveKeys, liveKeys);
    assert.equal(found.sha256.state, 'ok');
    return found;
  } finally {
    await etcd.stop();
  }
}

const NOISE = randomBytes(256 * 1024);
/** Bytes that do not repeat, without making new ones each time. */
const noise = (seed: number, length: number): Uint8Array => {
  const at = (seed * 7919) % (NOISE.length - length);
  return NOISE.subarray(at, at + length);
};
const key = (id: number): string => `/registry/pods/namespace-${id % 40}/pod-${id}`;

async function putMany(etcd: Etcd, ids: readonly number[], length: number, round: number): Promise<void> {
  for (let at = 0; at < ids.length; at += 1000)
    await etcd.put(ids.slice(at, at + 1000).map((id): Change => [key(id), noise(id + round, length)]));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

/** 100 000 keys; a tenth changed twice, a tenth deleted, the first revisions compacted away. */
async function large(etcd: Etcd): Promise<undefined> {
  await putMany(etcd, upTo(100_000), 60, 0);
  for (const round of [1, 2]) await putMany(etcd, upTo(10_000), 60, round);
  for (let at = 50_000; at < 60_000; at += 1000) await etcd.remove(upTo(1000).map((id) => key(at + id)));
  await etcd.compact((await etcd.revision()) - 15);
}

for (const version of ['3.4', '3.5'] as const) {
  describe(`etcd ${version}`, () => {
    test('an empty database', async (t) => {
      const found = await compare(t, version, async () => undefined);
      if (found === undefined) return;
      assert.equal(found.etcd?.liveKeys, 0);
      assert.equal(found.kubernetes, null);
    });

    test('a small one, with a key that came back', async (t) => {
      const found = await compare(t, version, async (etcd) => {
        await etcd.put([
          ['a', '1'],
          ['b', '2'],
          ['/registry/health', 'ok'],
        ]);
        await etcd.remove(['a']);
        await etcd.put([['a', '3']]);
        return undefined;
      });
      if (found !== undefined) assert.equal(found.etcd?.liveKeys, 3);
    });

    test('100 000 keys with updates, deletions and compaction', async (t) => {
      const found = await compare(t, version, large);
      if (found === undefined) return;
      assert.equal(found.etcd?.liveKeys, 90_000);
      assert.ok((found.etcd?.compactedRevision ?? 0) > 100);
    });

    test('50 MB of values of every size, half of it free, then defragmented', async (t) => {
      const fill = async (etcd: Etcd) => {
        for (let id = 0; id < 3000; id += 10)
          await etcd.put(
            upTo(10).map((next): Change => [key(id + next), noise(id + next, 1000 + ((id * 37) % 30_000))]),
          );
        await putMany(etcd, upTo(1500), 2000, 1);
        await etcd.compact(await etcd.revision());
        return undefined;
      };
      const fragmented = await compare(t, version, fill);
      if (fragmented === undefined) return;
      assert.ok((fragmented.database?.size ?? 0) > 50e6, String(fragmented.database?.size));
      assert.ok((fragmented.database?.freePages ?? 0) > 1000);
      const defragmented = await compare(t, version, async (etcd) => {
        await fill(etcd);
        await etcd.call('maintenance/defragment', {});
        return undefined;
      });
      // A change of etcd's own state after defragmentation frees a handful of pages again.
      assert.ok((defragmented?.database?.freePages ?? 0) < 100);
      assert.equal(defragmented?.etcd?.liveKeys, fragmented.etcd?.liveKeys);
    });

    test('users, leases and an alarm', async (t) => {
      const found = await compare(t, version, async (etcd) => {
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
        return ['--user', 'root:secret'];
      });
      if (found === undefined) return;
      assert.equal(found.etcd?.leases, 1);
      assert.deepEqual(found.etcd?.auth, { enabled: true, users: 1, roles: 1 });
      assert.deepEqual(
        found.etcd?.alarms.map(({ alarm, member }) => [alarm, member]),
        [['NOSPACE', found.etcd?.members[0]?.id]],
      );
    });
  });
}
