/** Ctrl-C and kill -9 at each stage of set-s3, unset-s3 and prune, on a real API server and Ceph. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { cephPrograms } from '../../servers/ceph.ts';
import { missingOf } from '../../servers/programs.ts';
import { type Ended, plugin } from '../built.ts';
import { type Gate, RESOURCE, SECRET, type SetWorld, setWorld } from './world.ts';

const missing = missingOf([...REAL_PROGRAMS(), ...cephPrograms()]);

describe('Ctrl-C and kill -9, on a real API server and Ceph', { skip: missing ?? false }, () => {
  let world: SetWorld;
  let running: number;

  before(async () => {
    world = await setWorld();
  });
  beforeEach(() => world.reset());
  after(() => world?.stop());

  async function objects(): Promise<string[]> {
    const { Contents = [] } = await world.ceph.sdk.send(new ListObjectsV2Command({ Bucket: world.bucket }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** Runs the built file, and sends it a signal at the first request that fits. */
  async function signalled(
    words: string[],
    where: 'api' | 'store',
    fits: (method: string, path: string, when: string) => boolean,
    signal: 'SIGINT' | 'SIGKILL',
  ): Promise<Ended> {
    let sent = false;
    const gate: Gate = async (method, path, when) => {
      if (sent || !fits(method, path, when)) return;
      sent = true;
      process.kill(running, signal);
      // Long enough for the signal to be there before the request goes on.
      await new Promise((resolve) => setTimeout(resolve, 300));
    };
    world.gates[where] = gate;
    // Only a first line tells the test which process it is: `-v 6` shows every request.
    const env = { ...world.env };
    const onText = (_text: string, pid: number): void => {
      running = pid;
    };
    const ended = await plugin([...words, '--yes', '-v', '6'], { env, onText, limitMs: 120_000 });
    assert.ok(sent, `nothing fitted: ${ended.err}`);
    world.gates[where] = undefined;
    return ended;
  }

  const stages: readonly (readonly [string, string, 'before' | 'after'])[] = [
    ['before the write', 'PUT', 'before'],
    ['before the answer to the write', 'PUT', 'after'],
    ['before the answer to the delete', 'DELETE', 'after'],
  ];

  for (const [what, method, when] of stages) {
    test(`Ctrl-C ${what}: nothing is left, here or there`, async () => {
      const before_ = await world.state();
      const fits = (m: string, _path: string, w: string): boolean => m === method && w === when;
      const ended = await signalled(world.first(), 'store', fits, 'SIGINT');
      assert.equal(ended.code, 130, ended.err);
      assert.match(ended.err, /error: interrupted: nothing was changed\n$/);
      assert.deepEqual([await objects(), await world.state()], [[], before_]);
    });
  }

  test('kill -9 after the probe wrote: the next run names what is left, and a later one deletes it', async () => {
    const before_ = await world.state();
    const fits = (method: string, _path: string, when: string): boolean =>
      method === 'PUT' && when === 'after';
    const ended = await signalled(world.first(), 'store', fits, 'SIGKILL');
    assert.equal(ended.signal, 'SIGKILL');
    const [left = ''] = await objects();
    assert.match(left, /^cluster-a\/\.kubectl-etcdbackup-probe-/);
    assert.equal(await world.state(), before_);
    const soon = await world.run(world.first());
    assert.match(soon.err, new RegExp(`warning: ${left} is of a run that goes on now, or was killed`));
    // By the store's clock, which counts, two minutes are not over yet: a wrong clock here must not delete it.
    const fast = await world.run(['set-s3'], { now: new Date(Date.now() + 180_000) });
    assert.equal(fast.code, 0, fast.err);
    assert.deepEqual(await objects(), [left]);
    world.gates.storeAheadMs = 180_000;
    const later = await world.run(['set-s3']);
    assert.equal(later.code, 0, later.err);
    assert.match(later.err, /1 of 1 objects that an earlier probe left are deleted/);
    assert.deepEqual(await objects(), []);
  });

  test('Ctrl-C and kill -9 around a batch of prune: it is said what is gone, and the next run goes on', async () => {
    assert.equal((await world.run(world.first())).code, 0);
    const day = (index: number): string =>
      new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10).replaceAll('-', '');
    const keys = Array.from(
      { length: 1002 },
      (_, index) => `cluster-a/snapshot-etcd-${day(index)}-000000-10.0.0.1.tar`,
    );
    const put = (Key: string) =>
      world.ceph.sdk.send(new PutObjectCommand({ Bucket: world.bucket, Key, Body: 'x' }));
    for (let at = 0; at < keys.length; at += 40) await Promise.all(keys.slice(at, at + 40).map(put));
    const prune = ['prune', '--keep', '1'];
    const batch = (wanted: string) => (method: string, _path: string, when: string) =>
      method === 'POST' && when === wanted;

    const stopped = await signalled(prune, 'store', batch('before'), 'SIGINT');
    assert.equal(stopped.code, 130, stopped.err);
    assert.match(
      stopped.err,
      /error: interrupted: at least 0 of 1001 backups are deleted\nhint: run it again: it goes on/,
    );
    assert.equal((await objects()).length, 1000, 'of 1002, the first page');

    const killed = await signalled(prune, 'store', batch('after'), 'SIGKILL');
    assert.equal(killed.signal, 'SIGKILL');
    assert.deepEqual(await objects(), keys.slice(1000));
    const next = await world.run([...prune, '--yes']);
    assert.equal(next.code, 0, next.err);
    assert.match(next.err, /1 backup deleted\n$/);
    assert.deepEqual(await objects(), keys.slice(1001));
  });

  test('kill -9 between the two writes: the next run finishes', async () => {
    const fits = (method: string, path: string, when: string): boolean =>
      method === 'PATCH' && path === SECRET && when === 'after';
    await signalled(world.first(), 'api', fits, 'SIGKILL');
    assert.deepEqual([await world.target(), (await world.secretData()) === undefined], [undefined, false]);
    const next = await world.run(world.first());
    assert.equal(next.code, 0, next.err);
    assert.match(next.out, /etcd-backup-default configured\nsecret\/etcd-backup-s3-secret unchanged\n$/);
  });

  test('Ctrl-C between the two writes: the second one is still made', async () => {
    const fits = (method: string, path: string, when: string): boolean =>
      method === 'PATCH' && path === SECRET && when === 'before';
    const ended = await signalled(world.first(), 'api', fits, 'SIGINT');
    assert.equal(ended.code, 130, ended.err);
    assert.match(ended.err, /error: interrupted: all is written/);
    assert.equal((await world.target())?.['bucket'], world.bucket);
    assert.notEqual(await world.secretData(), undefined);
  });

  test('kill -9 between unset and delete: the next run knows which Secret was meant', async () => {
    assert.equal((await world.run(world.first())).code, 0);
    const fits = (method: string, path: string, when: string): boolean =>
      method === 'PATCH' && path === RESOURCE && when === 'after';
    await signalled(['unset-s3', '--delete-secret'], 'api', fits, 'SIGKILL');
    assert.deepEqual([await world.target(), (await world.secretData()) === undefined], [undefined, false]);
    assert.match(
      (await world.run(['unset-s3'])).err,
      /an earlier run was to delete Secret cpaas-system\/etcd-backup-s3-secret/,
    );
    const next = await world.run(['unset-s3', '--delete-secret', '--yes']);
    assert.equal(next.code, 0, next.err);
    assert.equal(await world.secretData(), undefined);
    const { metadata } = (await world.get(RESOURCE)) as { metadata: { annotations?: object } };
    assert.equal(metadata.annotations, undefined);
  });
});
