/** What a gateway or a network does to a request: each in words, in time, with the right code. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Acp, startAcp } from '../cluster/acp.ts';
import type { Fault } from '../cluster/gateway.ts';
import { REAL_PROGRAMS, realBacking } from '../cluster/real.ts';
import { missingOf } from '../servers/programs.ts';
import { plugin } from './built.ts';

describe('faults between the plugin and a real API server', {
  skip: missingOf(REAL_PROGRAMS()) ?? false,
}, () => {
  let acp: Acp;

  before(async () => {
    acp = await startAcp(await realBacking());
  });

  after(() => acp?.stop());

  const cases: readonly (readonly [what: string, fault: Fault, says: RegExp])[] = [
    ['hangs', { kind: 'hang' }, /did not answer in time/],
    ['resets', { kind: 'reset' }, /closed the connection without an answer/],
    ['answers 500', { kind: 'answer', status: 500 }, /the server failed \(500\)/],
    [
      'answers 503 with words',
      { kind: 'answer', status: 503, body: 'upstream is down' },
      /\(503\): upstream is down/,
    ],
    [
      'answers a web page',
      { kind: 'html', status: 200 },
      /with a web page \(.*\) where the Kubernetes API should be/,
    ],
    ['answers 502 as a web page', { kind: 'html' }, /\(502\): 502 Bad Gateway/],
    [
      'redirects to a login',
      { kind: 'answer', status: 302, headers: { location: '/login' } },
      /sends us elsewhere \(302\)/,
    ],
    [
      'answers broken JSON',
      { kind: 'answer', status: 200, body: '{"kind":' },
      /JSON that is damaged or breaks off/,
    ],
  ];

  for (const [what, fault, says] of cases) {
    test(`a server that ${what}`, async () => {
      acp.gateway.fault = () => fault;
      const ended = await plugin(['list', '--request-timeout', '2s'], {
        env: { KUBECONFIG: acp.kubeconfig },
        limitMs: 10_000,
      });
      acp.gateway.fault = undefined;
      assert.equal(ended.code, 3, ended.err);
      assert.match(ended.err, says);
      assert.equal(ended.err.trimEnd().split('\n').length <= 2, true, ended.err);
      assert.doesNotMatch(ended.err, /node:internal|\.ts:\d/);
    });
  }

  test('429 with Retry-After is waited for, as it asks', async () => {
    let refusals = 2;
    acp.gateway.fault = (_request, path) => {
      if (!path.endsWith('/etcd-backup-default') || refusals === 0) return undefined;
      refusals -= 1;
      return { kind: 'answer', status: 429, headers: { 'retry-after': '1' } };
    };
    const ended = await plugin(['list'], { env: { KUBECONFIG: acp.kubeconfig } });
    acp.gateway.fault = undefined;
    assert.deepEqual([ended.code, refusals], [0, 0], ended.err);
    assert.ok(ended.ms >= 2000, `${ended.ms} ms`);
  });

  test('a connection that is reset once is tried again', async () => {
    let resets = 1;
    acp.gateway.fault = () => {
      if (resets === 0) return undefined;
      resets -= 1;
      return { kind: 'reset' };
    };
    const ended = await plugin(['list'], { env: { KUBECONFIG: acp.kubeconfig } });
    acp.gateway.fault = undefined;
    assert.equal(ended.code, 0, ended.err);
  });

  test('a cluster without the product is told so', async () => {
    const bare = await startAcp(await realBacking({ withoutCrd: true }), { withoutConfiguration: true });
    try {
      const ended = await plugin(['list'], { env: { KUBECONFIG: bare.kubeconfig } });
      assert.equal(ended.code, 3);
      assert.match(
        ended.err,
        /does not know EtcdBackupConfiguration\nhint: install Alauda Container Platform Cluster Enhancer/,
      );
      assert.match(
        (await plugin(['version'], { env: { KUBECONFIG: bare.kubeconfig } })).out,
        /Resource: not served/,
      );
    } finally {
      await bare.stop();
    }
  });
});
