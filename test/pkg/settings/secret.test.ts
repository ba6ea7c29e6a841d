import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../pkg/ports/cluster.ts';
import { planSecret, secretRef } from '../../../pkg/settings/secret.ts';

const ref = secretRef('cpaas-system', 'etcd-backup-s3-secret');
const keys = { accessKey: 'AKIA', secretKey: 'sesame' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A Secret whose data belongs to `manager`, as the API server notes it. */
function secretOf(data: Readonly<Record<string, string>>, manager?: string, more: object = {}): KubeObject {
  const fields = Object.fromEntries(Object.keys(data).map((key) => [`f:${key}`, {}]));
  return {
    metadata: {
      name: ref.name,
      resourceVersion: '7',
      ...(manager === undefined
        ? {}
        : {
            managedFields: [{ manager, operation: 'Update', fieldsV1: { 'f:data': { '.': {}, ...fields } } }],
          }),
    },
    type: 'Opaque',
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
    ...more,
  };
}

const OLD = { ACCESS_KEY: 'AKIA', SECRET_KEY: 'old' };

test('a Secret that is not there is made as the documentation makes it', () => {
  const plan = planSecret(ref, undefined, keys, false);
  assert.deepEqual(plan.body, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'etcd-backup-s3-secret', namespace: 'cpaas-system' },
    type: 'Opaque',
    data: { ACCESS_KEY: base64('AKIA'), SECRET_KEY: base64('sesame') },
  });
  assert.deepEqual([plan.exists, plan.changed, plan.replaced], [false, ['ACCESS_KEY', 'SECRET_KEY'], []]);
});

test('the same keys are nothing to write, whoever holds them', () => {
  const same = secretOf({ ACCESS_KEY: 'AKIA', SECRET_KEY: 'sesame', more: 'x' }, 'argocd', {
    immutable: true,
  });
  assert.deepEqual(planSecret(ref, same, keys, false).changed, []);
});

test('a Secret that was made the documented way is taken over; its version guards it, its type and other keys stay', () => {
  const documented = secretOf({ ...OLD, more: 'x' }, 'kubectl-client-side-apply', { type: 'example.com/s3' });
  const { changed, replaced, takesOver, body } = planSecret(ref, documented, keys, false);
  assert.deepEqual(
    [changed, replaced, takesOver],
    [['SECRET_KEY'], ['SECRET_KEY'], ['kubectl-client-side-apply']],
  );
  assert.deepEqual([body.metadata?.resourceVersion, body['type']], ['7', 'example.com/s3']);
  assert.deepEqual(Object.keys(body['data'] as object), ['ACCESS_KEY', 'SECRET_KEY']);
});

test('a Secret of `kubectl create` is taken over, too: nothing writes its keys back', () => {
  const made = secretOf(OLD, 'kubectl-create');
  assert.deepEqual(planSecret(ref, made, keys, false).takesOver, ['kubectl-create']);
});

test('keys of ours, of nobody, or next to the fields of others need no taking over', () => {
  for (const manager of ['kubectl-etcdbackup', undefined])
    assert.deepEqual(planSecret(ref, secretOf(OLD, manager), keys, false).takesOver, []);
  const other = secretOf({ more: 'x' }, 'argocd');
  assert.deepEqual(planSecret(ref, other, keys, false).takesOver, []);
});

test('keys that another manager writes are refused in words, and taken over when asked', () => {
  const held = secretOf(OLD, 'argocd-controller');
  assert.throws(() => planSecret(ref, held, keys, false), {
    message:
      'the keys of Secret cpaas-system/etcd-backup-s3-secret are written by argocd-controller, which may put its own back',
    hint: /--force-conflicts/,
  });
  assert.deepEqual(planSecret(ref, held, keys, true).takesOver, ['argocd-controller']);
});

test('an immutable Secret is told before the server refuses it', () => {
  const immutable = secretOf(OLD, undefined, { immutable: true });
  assert.throws(() => planSecret(ref, immutable, keys, true), /is immutable: its keys cannot be changed/);
});

test('no message ever holds a key', () => {
  for (const manager of ['argocd', undefined]) {
    try {
      planSecret(ref, secretOf(OLD, manager, { immutable: manager === undefined }), keys, false);
      assert.fail('it was refused');
    } catch (error) {
      assert.doesNotMatch(JSON.stringify([String(error), error]), /AKIA|sesame/);
    }
  }
});
