import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { UserError } from '../../../pkg/errors.ts';
import { writeGuarded } from '../../../pkg/flows/write-guarded.ts';
import type { Cluster, KubeObject } from '../../../pkg/ports/cluster.ts';
import type { Setting } from '../../../pkg/settings/change.ts';
import { mergePatch } from '../../cluster/memory/patch.ts';
import { resourceOf } from '../backup/examples.ts';

const SETTINGS: readonly Setting[] = [{ path: ['spec', 'schedule'], value: '5 5 * * *' }];

/** One object with a version, and what happens just before a patch arrives or instead of its answer. */
class OneObject {
  object = resourceOf([]);
  patches: unknown[] = [];
  before: () => void = () => undefined;
  /** Laid over what is stored, as a webhook or a schema would. */
  admit: (object: KubeObject) => KubeObject = (object) => object;
  lost: UserError | undefined;
  unreadable: UserError | undefined;

  put(change: object): void {
    const version = String(Number(this.object.metadata?.resourceVersion) + 1);
    const next = mergePatch(this.object, change) as KubeObject;
    this.object = { ...next, metadata: { ...next.metadata, resourceVersion: version } };
  }

  readonly cluster = {
    get: async () => {
      if (this.unreadable !== undefined) throw this.unreadable;
      return this.object;
    },
    patch: async (_ref: unknown, _type: unknown, body: { metadata: { resourceVersion: string } }) => {
      this.patches.push(body);
      this.before();
      if (body.metadata.resourceVersion !== this.object.metadata?.resourceVersion)
        throw new UserError('somebody else changed it', { reason: 'Conflict' });
      if (this.lost?.reason === 'Refused') throw this.lost;
      this.put(body);
      this.object = this.admit(this.object);
      if (this.lost !== undefined) throw this.lost;
      return this.object;
    },
  } as unknown as Cluster;
}

let one: OneObject;
beforeEach(() => {
  one = new OneObject();
});

const write = (more: { dryRun?: boolean; signal?: AbortSignal } = {}) =>
  writeGuarded(one.cluster, {
    ref: configurationRef('x'),
    seen: resourceOf([]),
    settings: SETTINGS,
    dryRun: false,
    signal: new AbortController().signal,
    ...more,
  });

const spec = () => one.object['spec'] as Record<string, unknown>;

test('one patch, with the version that was read', async () => {
  const { answerLost, besides } = await write();
  assert.deepEqual(one.patches, [{ metadata: { resourceVersion: '42' }, spec: { schedule: '5 5 * * *' } }]);
  assert.deepEqual([answerLost, besides], [false, []]);
});

test('a record that was written in between is no conflict', async () => {
  one.before = () => {
    if (one.patches.length === 1) one.put({ status: { records: [{ result: 'Success' }] } });
  };
  await write();
  assert.deepEqual([spec()['schedule'], one.patches.length], ['5 5 * * *', 2]);
  assert.deepEqual(one.object['status'], { records: [{ result: 'Success' }] });
});

test('a setting that somebody else changed in between is named, and not overwritten', async () => {
  one.before = () => one.put({ spec: { paused: true, localStorage: { ttl: '1' } } });
  await assert.rejects(write(), /somebody else changed spec\.localStorage\.ttl, spec\.paused in between/);
  assert.deepEqual([spec()['schedule'], spec()['paused'], one.patches.length], ['0 0 * * *', true, 1]);
});

test('an object that never rests is given up after a few tries', async () => {
  one.before = () => one.put({ status: { records: [] } });
  await assert.rejects(write(), { reason: 'Conflict' });
  assert.equal(one.patches.length, 5);
});

test('an answer that was lost: a look tells that the change stands', async () => {
  one.lost = new UserError('closed the connection', { reason: 'Reset', exitCode: 3 });
  const { answerLost } = await write();
  assert.deepEqual([answerLost, one.patches.length], [true, 1]);
});

test('an answer that was lost, and no look is possible: nobody claims to know', async () => {
  one.lost = new UserError('closed the connection', { reason: 'Reset', exitCode: 3 });
  one.before = () => {
    one.unreadable = new UserError('refuses connections', { reason: 'Refused', exitCode: 3 });
  };
  await assert.rejects(write(), {
    message: 'closed the connection; it is not known whether the change was stored',
    exitCode: 3,
  });
});

test('a write that never arrived is told as nothing changed', async () => {
  one.lost = new UserError('the server failed (500)', { reason: 'ServerError', exitCode: 3 });
  one.before = () => {
    throw one.lost;
  };
  await assert.rejects(write(), /the server failed \(500\); nothing is changed so far/);
});

test('a refusal is passed on as it is', async () => {
  one.lost = new UserError('refuses connections', { reason: 'Refused', exitCode: 3 });
  await assert.rejects(write(), (error) => error === one.lost);
});

test('a field that the server does not keep is a failure, not a success', async () => {
  one.admit = (object) => ({ ...object, spec: { localStorage: {} } });
  await assert.rejects(write(), /takes?|took the change and does not keep spec\.schedule/);
});

test('what an admission webhook changed besides is told', async () => {
  one.admit = (object) => ({ ...object, spec: { ...(object['spec'] as object), paused: true } });
  const { besides } = await write();
  assert.deepEqual(besides, [{ path: ['spec', 'paused'], before: false, after: true }]);
});

test('Ctrl-C before the write: nothing is sent', async () => {
  await assert.rejects(write({ signal: AbortSignal.abort() }), /interrupted: nothing was changed/);
  assert.deepEqual(one.patches, []);
});
