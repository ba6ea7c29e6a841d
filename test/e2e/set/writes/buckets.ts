/** Buckets that keep what is deleted. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SetWorld } from '../world.ts';

/** Registers the tests; `at` is the world when they run. */
export function bucketTests(at: () => SetWorld): void {
  let world: SetWorld;
  before(() => {
    world = at();
  });

  test('a bucket with object lock: it is written all the same, and what must stay of the probe is named', async () => {
    const { ceph } = world;
    const { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectLockConfigurationCommand } =
      await import('@aws-sdk/client-s3');
    const Bucket = await ceph.bucket({ objectLock: true });
    const DefaultRetention = { Mode: 'GOVERNANCE', Days: 1 } as const;
    await ceph.sdk.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
      }),
    );
    const ran = await world.run(['set-s3', '--endpoint', ceph.http, '--bucket', Bucket]);
    assert.equal(ran.code, 0, ran.err);
    const { Versions = [] } = await ceph.sdk.send(new ListObjectVersionsCommand({ Bucket }));
    const [{ Key, VersionId } = {}] = Versions;
    assert.equal(Versions.length, 1);
    assert.ok(ran.err.includes(`${Key} stays in bucket ${Bucket} as version ${VersionId}`), ran.err);
    const listed = await world.run(['list', '--s3']);
    assert.doesNotMatch(listed.out, /probe/);
    // Whoever may do that takes it away, so that nothing of the test stays.
    await ceph.sdk.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
  });

  test('a bucket with versions: no version of the probe is left, and prune lets the old ones be', async () => {
    const { ceph } = world;
    const { ListObjectVersionsCommand, PutBucketVersioningCommand, PutObjectCommand } = await import(
      '@aws-sdk/client-s3'
    );
    const Bucket = await ceph.bucket();
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await ceph.sdk.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const ran = await world.run(['set-s3', '--endpoint', ceph.http, '--bucket', Bucket]);
    assert.equal(ran.code, 0, ran.err);
    const held = () => ceph.sdk.send(new ListObjectVersionsCommand({ Bucket }));
    const empty = await held();
    assert.deepEqual([empty.Versions, empty.DeleteMarkers], [undefined, undefined]);
    const [old, kept] = ['0101', '0102'].map((day) => `snapshot-etcd-2026${day}-000000-10.0.0.1.tar`);
    for (const Key of [old, kept]) await ceph.sdk.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const pruned = await world.run(['prune', '--keep', '1', '--yes']);
    assert.match(pruned.err, /1 backup deleted\n$/);
    const after_ = await held();
    assert.deepEqual(
      after_.DeleteMarkers?.map(({ Key }) => Key),
      [old],
    );
    assert.deepEqual(
      after_.Versions?.map(({ Key }) => Key),
      [old, kept],
    );
    const listed = await world.run(['list', '--s3']);
    assert.deepEqual([listed.out.includes(`${old}`), listed.out.includes(`${kept}`)], [false, true]);
  });
}
