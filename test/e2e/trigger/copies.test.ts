/** Copies in S3: on a real Ceph, uploaded by the AWS SDK as the controller's stand-in, confirmed by the plugin. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { uploadToS3 } from '../../cluster/upload.ts';
import { type Ceph, ceph, cephPrograms } from '../../servers/ceph.ts';
import { missingOf } from '../../servers/programs.ts';
import { startWorld, type World } from './world.ts';

const SECRET = '/api/v1/namespaces/cpaas-system/secrets';

interface View {
  readonly outcome: string;
  readonly nodes: readonly {
    readonly node: string;
    readonly records: readonly {
      readonly file: string;
      readonly object: { readonly key: string; readonly state: string; readonly size: number } | null;
    }[];
  }[];
}

describe('copies in S3', { skip: missingOf([...REAL_PROGRAMS(), ...cephPrograms()]) ?? false }, () => {
  let world: World;
  let store: Ceph;
  let bucket: string;
  /** Files that the controller says it has copied, and has not. */
  let withheld = (_file: string): boolean => false;

  before(async () => {
    store = await ceph();
    bucket = await store.bucket();
    const upload = uploadToS3(async (name) => {
      const secret = await world.backing.client.get(`${SECRET}/${name}`);
      return secret?.['data'] as Record<string, string> | undefined;
    });
    world = await startWorld({
      upload: async (configuration, file, bytes) => {
        if (!withheld(file)) await upload(configuration, file, bytes);
      },
    });
    await world.backing.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'etcd-backup-s3-secret', namespace: 'cpaas-system' },
      stringData: { ACCESS_KEY: store.keys.accessKey, SECRET_KEY: store.keys.secretKey },
    });
  });
  beforeEach(async () => {
    withheld = () => false;
    await world.reset([], s3());
  });
  after(() => world?.stop());

  const s3 = (more: object = {}): object => ({
    remoteStorage: {
      s3: {
        endpoint: store.http,
        region: 'us-east-1',
        bucket,
        dir: 'cluster-a',
        secretRef: 'etcd-backup-s3-secret',
        ...more,
      },
    },
  });

  test('each copy is confirmed, and has the bytes that the controller wrote', async () => {
    const { code, out, err } = await world.trigger(['--wait', '-o', 'json']);
    assert.equal(code, 0, err);
    const { nodes } = JSON.parse(out) as View;
    assert.equal(nodes.length, 3);
    for (const { node, records } of nodes) {
      const [record] = records;
      assert.ok(record?.object);
      const written = await readFile(join(world.acp.backups, node, record.file));
      const { key, state, size } = record.object;
      assert.deepEqual([key, state, size], [`cluster-a/${record.file}`, 'stored', written.length]);
      const object = await store.sdk.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      assert.deepEqual(Buffer.from((await object.Body?.transformToByteArray()) ?? []), written);
    }
    assert.match(err, new RegExp(`Looking for the copies in ${bucket}/cluster-a at http://127`));
    assert.ok(!err.includes(store.keys.secretKey));
  });

  test('a copy that is not there fails the command, and the table says so', async () => {
    withheld = (file) => file.endsWith('-10.0.0.2.tar');
    const { code, out, err } = await world.trigger(['--wait', '--timeout', '8s']);
    assert.equal(code, 1, err);
    assert.match(
      err,
      /error: the backup is on the nodes, and its copy is not in S3: master-2: snapshot-.* is not in bucket/,
    );
    assert.match(out, /^NODE +FILE +TAKEN +RESULT +S3 +MESSAGE\n/);
    assert.match(out, /\nmaster-2 .* Success +MISSING +-\n/);
  });

  test('a copy that comes after its record is waited for', async () => {
    withheld = (file) => {
      if (!file.endsWith('-10.0.0.3.tar')) return false;
      setTimeout(() => void late(file), 3000);
      return true;
    };
    const late = async (file: string): Promise<void> => {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: `cluster-a/${file}`, Body: 'late' }));
    };
    const { code, err } = await world.trigger(['--wait']);
    assert.equal(code, 0, err);
  });

  test('--no-s3 does not look', async () => {
    withheld = () => true;
    const { code, out, err } = await world.trigger(['--wait', '--no-s3']);
    assert.equal(code, 0, err);
    assert.match(out, /^NODE +FILE +TAKEN +RESULT +MESSAGE\n/);
  });

  test('keys that cannot be read, a store that cannot be reached: not confirmed, and said so', async () => {
    await world.reset([], s3({ secretRef: 'nobody' }));
    world.acp.controller.script = { outcome: () => ({ result: 'Success' }) };
    withheld = () => true;
    const unreadable = await world.trigger(['--wait']);
    assert.equal(unreadable.code, 0, unreadable.err);
    assert.match(
      unreadable.err,
      /warning: the copies in S3 will not be confirmed: Secret cpaas-system\/nobody.* does not exist/,
    );
    await world.reset([], s3({ endpoint: 'http://127.0.0.1:1' }));
    const unreached = await world.trigger(['--wait', '--request-timeout', '5s']);
    assert.equal(unreached.code, 0, unreached.err);
    assert.match(unreached.err, /warning: master-1: not confirmed in S3: 127\.0\.0\.1:1 refuses connections/);
    assert.match(unreached.out, /master-1 .* UNKNOWN/);
  });

  test('an upload that fails is the record of its node', async () => {
    await world.reset([], s3({ bucket: 'no-such-bucket' }));
    const { code, err } = await world.trigger(['--wait']);
    assert.equal(code, 1);
    assert.match(err, /error: the backup failed on master-1: Failed \(upload to S3 failed/);
  });
});
