import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../../pkg/errors.ts';
import { applySecret } from '../../../pkg/flows/apply-secret.ts';
import type { Cluster, KubeObject } from '../../../pkg/ports/cluster.ts';
import { planSecret, secretRef } from '../../../pkg/settings/secret.ts';

const plan = planSecret(
  secretRef('cpaas-system', 'keys'),
  { metadata: { resourceVersion: '7' }, data: { ACCESS_KEY: 'b2xk' } },
  { accessKey: 'AKIA', secretKey: 'sesame' },
  false,
);

/** The apply fails with `failure`; a look afterwards finds `found`. */
function clusterOf(
  failure: UserError | undefined,
  found: KubeObject | UserError,
): Cluster & { sent: unknown[] } {
  const sent: unknown[] = [];
  return {
    sent,
    patch: async (...words: unknown[]) => {
      sent.push(words.slice(1));
      if (failure !== undefined) throw failure;
      return {};
    },
    get: async () => {
      if (found instanceof UserError) throw found;
      return found;
    },
  } as unknown as Cluster & { sent: unknown[] };
}

const lost = new UserError('it did not answer in time', { reason: 'Timeout', exitCode: 3 });

test('one apply with both keys, guarded by the version that was read', async () => {
  const cluster = clusterOf(undefined, {});
  await applySecret(cluster, plan, false);
  assert.deepEqual(cluster.sent, [['apply', plan.body, { dryRun: false, force: false }]]);
  assert.equal(plan.body.metadata?.resourceVersion, '7');
});

test('a lost answer is looked up: it stands', async () => {
  const stored = { data: { ...(plan.body['data'] as object), more: 'eA==' } };
  await applySecret(clusterOf(lost, stored), plan, false);
});

const other: readonly (readonly [string, KubeObject | UserError, RegExp])[] = [
  ['other keys are there', { data: { ACCESS_KEY: 'b2xk' } }, /in time; nothing is changed so far/],
  ['there is no Secret', new UserError('none', { reason: 'NotFound' }), /in time; nothing is changed so far/],
  ['no look is possible', lost, /in time; it is not known whether the change was stored/],
];

for (const [what, found, says] of other)
  test(`a lost answer, and ${what}: that is told, with the exit code of the failure`, async () => {
    await assert.rejects(applySecret(clusterOf(lost, found), plan, false), { message: says, exitCode: 3 });
  });

test('a refusal is passed on as it is', async () => {
  const refusal = new UserError('not allowed', { reason: 'Forbidden' });
  await assert.rejects(applySecret(clusterOf(refusal, {}), plan, false), (error) => error === refusal);
});
