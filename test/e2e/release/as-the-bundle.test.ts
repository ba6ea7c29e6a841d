/** The single binary connects as the bundle does: TLS, certificates, proxies, credential plugins. Another runtime has another TLS. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ownBinary } from '../../../release/binary.ts';
import { PLUGIN } from '../built.ts';
import { IDENTITY_CASES } from '../kubeconfig/cases/identity.ts';
import { EXEC_CASES } from '../kubeconfig/cases/plugins.ts';
import { PROXY_CASES } from '../kubeconfig/cases/proxies.ts';
import { TRUST_CASES } from '../kubeconfig/cases/trust.ts';
import { openStage } from '../kubeconfig/stage.ts';

const CASES = [...TRUST_CASES, ...IDENTITY_CASES, ...PROXY_CASES, ...EXEC_CASES];

describe('the binary, against a server that writes down who came', { concurrency: 2 }, () => {
  let folder = '';
  let binary = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'binary-'));
    binary = resolve(ownBinary());
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [index, one] of CASES.entries()) {
    test(one.name, async () => {
      const stage = await openStage(one, join(folder, String(index)));
      try {
        const { said: bundleSaid, ...expected } = await stage.play(PLUGIN);
        const { said: binarySaid, ...actual } = await stage.play(binary);
        assert.deepEqual(actual, expected, `bundle: ${bundleSaid}\nbinary: ${binarySaid}`);
      } finally {
        await stage.close();
      }
    });
  }
});
