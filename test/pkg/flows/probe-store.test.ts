import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { UserError } from '../../../pkg/errors.ts';
import { type ProbeOptions, probeStore } from '../../../pkg/flows/probe-store.ts';
import { MemoryStore } from '../../fakes/object-store.ts';
import { NOON } from '../../run.ts';

/** A bucket in which single calls go wrong: before they do something, or after it. */
class OddStore extends MemoryStore {
  calls: string[] = [];
  before: Partial<Record<'list' | 'look' | 'put' | 'get' | 'delete', () => void>> = {};
  after: Partial<Record<'put', () => void>> = {};
  versions = false;
  aheadMs: number | undefined = 300;

  override async reach() {
    return { clockAheadMs: this.aheadMs as number };
  }
  override async lookAtBucket() {
    this.before.look?.();
    return super.lookAtBucket();
  }
  override async put(key: string, body: Uint8Array) {
    this.calls.push('put');
    this.before.put?.();
    await super.put(key, body);
    this.after.put?.();
    return { version: this.versions ? 'v1' : undefined } as { version: undefined };
  }
  override async get(key: string) {
    this.before.get?.();
    return super.get(key);
  }
  override async delete(key: string, options: { version?: string } = {}) {
    this.calls.push(options.version === undefined ? 'delete' : `delete ${options.version}`);
    this.before.delete?.();
    await super.delete(key);
  }
}

const KEY = 'cluster-a/.kubectl-etcdbackup-probe-0707';
const refusal = (reason: string, message = reason) => new UserError(message, { reason, exitCode: 3 });
const fails = (error: UserError) => () => {
  throw error;
};

let store: OddStore;
let told: string[];
beforeEach(() => {
  store = new OddStore();
  told = [];
});

const probe = (more: Partial<ProbeOptions> = {}) =>
  probeStore(store, {
    dir: 'cluster-a',
    id: '0707',
    readOnly: false,
    signal: new AbortController().signal,
    now: () => NOON,
    onStep: ({ step }) => told.push(step),
    ...more,
  });

test('every step in order, and nothing stays in the bucket', async () => {
  const { steps, bucket } = await probe();
  assert.deepEqual(told, ['reach', 'clock', 'bucket', 'write', 'read', 'delete']);
  assert.ok(steps.every(({ warning }) => warning === undefined));
  assert.deepEqual([bucket?.region, [...store.objects]], ['us-east-1', []]);
});

test('a dry run writes nothing', async () => {
  await probe({ readOnly: true });
  assert.deepEqual([told, store.calls], [['reach', 'clock', 'bucket'], []]);
});

test('a clock that is minutes off is pointed out before the store refuses', async () => {
  store.aheadMs = -6 * 60_000;
  const { steps } = await probe();
  const clock = steps.find(({ step }) => step === 'clock');
  assert.deepEqual(
    [clock?.found, clock?.warning?.includes('clock is off')],
    ['360 s ahead of the store', true],
  );
});

test('keys that may only write are enough for a backup', async () => {
  store.before.look = fails(refusal('AccessDenied'));
  const { steps, bucket } = await probe();
  assert.equal(bucket, undefined);
  assert.match(steps.find(({ step }) => step === 'bucket')?.warning ?? '', /list --s3/);
  assert.equal(told.at(-1), 'delete');
});

test('another refusal of the bucket ends it before anything is written', async () => {
  store.before.look = fails(refusal('NoSuchBucket'));
  await assert.rejects(probe(), { reason: 'NoSuchBucket' });
  assert.deepEqual(store.calls, []);
});

test('a write that is refused stored nothing: no delete is tried', async () => {
  store.before.put = fails(refusal('AccessDenied'));
  await assert.rejects(probe(), { reason: 'AccessDenied', exitCode: 3 });
  assert.deepEqual(store.calls, ['put']);
});

test('a write whose answer was lost may have stored it: it is deleted', async () => {
  store.after.put = fails(refusal('Reset', 'closed the connection'));
  await assert.rejects(probe(), { message: 'closed the connection' });
  assert.deepEqual([store.calls, [...store.objects]], [['put', 'delete'], []]);
});

test('other bytes than were written are an error, and they are deleted', async () => {
  store.before.get = () => store.add(KEY, Buffer.from('something else'));
  await assert.rejects(probe(), { reason: 'OtherBytes' });
  assert.deepEqual([...store.objects], []);
});

test('where deleting is not allowed the key is named, and the probe has succeeded', async () => {
  store.before.delete = fails(refusal('AccessDenied', 'not allowed to delete it'));
  const { steps } = await probe();
  assert.equal(steps.at(-1)?.warning, `${KEY} stays in bucket backups: not allowed to delete it`);
});

test('in a bucket that keeps versions, the version itself is deleted', async () => {
  store.versions = true;
  await probe();
  assert.deepEqual(store.calls, ['put', 'delete v1']);
});

test('a locked version is hidden at least, and named', async () => {
  store.versions = true;
  store.before.delete = () => {
    if (store.calls.at(-1) === 'delete v1') throw refusal('AccessDenied', 'it is locked');
  };
  const { steps } = await probe();
  assert.equal(steps.at(-1)?.warning, `${KEY} stays in bucket backups as version v1: it is locked`);
  assert.deepEqual(store.calls, ['put', 'delete v1', 'delete']);
});

for (const moment of ['put', 'get', 'delete'] as const) {
  test(`Ctrl-C at ${moment}: the object is gone, and nothing was changed`, async () => {
    const abort = new AbortController();
    store.before[moment] = () => abort.abort();
    await assert.rejects(probe({ signal: abort.signal }), {
      message: 'interrupted: nothing was changed',
      exitCode: 130,
    });
    assert.deepEqual([...store.objects], []);
  });
}

test('Ctrl-C where deleting is not allowed: the key is named', async () => {
  const abort = new AbortController();
  store.before.get = () => abort.abort();
  store.before.delete = fails(refusal('AccessDenied', 'no right'));
  await assert.rejects(probe({ signal: abort.signal }), {
    message: `interrupted: nothing was changed; but ${KEY} stays in bucket backups: no right`,
    exitCode: 130,
  });
});

test('what a killed run left is deleted by the next one; what may be of a running one is named and left', async () => {
  const minutesAgo = (minutes: number) => new Date(NOON.getTime() - minutes * 60_000);
  store.add('cluster-a/.kubectl-etcdbackup-probe-old', Buffer.from('x'), minutesAgo(3));
  store.add('cluster-a/.kubectl-etcdbackup-probe-new', Buffer.from('x'), minutesAgo(1));
  store.add('cluster-a/snapshot-etcd-20261122-000003-10.0.0.1.tar', Buffer.from('x'), minutesAgo(99));
  const { steps } = await probe();
  const swept = steps.find(({ step }) => step === 'leftovers');
  assert.match(swept?.found ?? '', /^1 of 2 objects/);
  assert.match(swept?.warning ?? '', /probe-new is of a run that goes on now, or was killed/);
  assert.deepEqual(
    [...store.objects.keys()],
    ['cluster-a/.kubectl-etcdbackup-probe-new', 'cluster-a/snapshot-etcd-20261122-000003-10.0.0.1.tar'],
  );
});
