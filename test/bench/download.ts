/** `download` from a real Ceph against rclone, onto the same disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { snapshotOfSize } from '../fakes/snapshots.ts';
import { ceph } from '../servers/ceph.ts';
import { rclone } from '../servers/programs.ts';
import { measure, named, type Row } from './measure.ts';

const BUILT = join(import.meta.dirname, '../../dist/kubectl-etcdbackup');
const KEY = 'dir/snapshot.db';
/** So large that rclone uses several connections at once (from 250 MiB on). */
const SIZE = 300 * 1024 * 1024;

export async function benchDownload(): Promise<Row> {
  const theirs = rclone();
  if ('missing' in theirs) throw new Error(theirs.missing);
  const store = await ceph();
  const bucket = await store.bucket();
  const object = snapshotOfSize(SIZE, 'bench');
  await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: KEY, Body: object }));
  const folder = mkdtempSync(join(tmpdir(), 'bench-download-'));
  const target = join(folder, 'snapshot.db');
  const prepare = () => rmSync(target, { force: true });
  const line = ['download', KEY, '--endpoint', store.http, '--bucket', bucket, '-O', target];
  const env = { ACCESS_KEY: store.keys.accessKey, SECRET_KEY: store.keys.secretKey };
  const rcloneEnv = {
    RCLONE_CONFIG: '/dev/null',
    // Its S3 client refuses a bundle of the environment.
    AWS_CA_BUNDLE: '',
    RCLONE_CONFIG_CEPH_TYPE: 's3',
    RCLONE_CONFIG_CEPH_PROVIDER: 'Ceph',
    RCLONE_CONFIG_CEPH_ENDPOINT: store.http,
    RCLONE_CONFIG_CEPH_ACCESS_KEY_ID: store.keys.accessKey,
    RCLONE_CONFIG_CEPH_SECRET_ACCESS_KEY: store.keys.secretKey,
  };
  try {
    const ours = 'download --no-inspect';
    const measured = await measure(
      [
        { name: ours, commands: [[process.execPath, BUILT, ...line, '--no-inspect']], env, prepare },
        { name: 'download, inspected', commands: [[process.execPath, BUILT, ...line]], env, prepare },
        {
          name: 'rclone copyto',
          commands: [[theirs.path, 'copyto', `ceph:${bucket}/${KEY}`, target]],
          env: rcloneEnv,
          prepare,
        },
        {
          // What `download` does besides: the disk has it all before it is called done.
          name: 'rclone copyto, then sync',
          commands: [
            [theirs.path, 'copyto', `ceph:${bucket}/${KEY}`, target],
            ['sync', target],
          ],
          env: rcloneEnv,
          prepare,
        },
      ],
      5,
    );
    const { ms } = named(measured, ours);
    const peaks = measured.map(({ peakMB }) => peakMB);
    return {
      what: `download of ${(object.length / 1e6).toFixed(0)} MB from Ceph on this machine`,
      measured,
      targets: [
        // 0.8 of its rate.
        { name: 'time against rclone', value: ms / named(measured, 'rclone copyto').ms, limit: 1.25 },
        {
          name: 'time against rclone and sync',
          value: ms / named(measured, 'rclone copyto, then sync').ms,
          limit: 1.25,
        },
        { name: 'peak memory, MB', value: named(measured, ours).peakMB, limit: 150 },
        { name: 'peak memory with inspection, MB', value: Math.max(...peaks), limit: 200 },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
