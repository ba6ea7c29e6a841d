/** Where kubectl connects, the plugin connects, in the same way as the same one; where kubectl refuses, it refuses. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { PLUGIN } from '../built.ts';
import type { Case } from './case.ts';
import { CHOICE_CASES } from './cases/choice.ts';
import { FILE_CASES } from './cases/files.ts';
import { IDENTITY_CASES } from './cases/identity.ts';
import { OIDC_CASES } from './cases/oidc.ts';
import { EXEC_CASES } from './cases/plugins.ts';
import { PROXY_CASES } from './cases/proxies.ts';
import { SERVER_CASES } from './cases/server.ts';
import { TRUST_CASES } from './cases/trust.ts';
import { YAML_CASES } from './cases/yaml.ts';
import { listedDifferences } from './differences.ts';
import { openStage, type Played } from './stage.ts';

const CASES: readonly Case[] = [
  ...FILE_CASES,
  ...YAML_CASES,
  ...CHOICE_CASES,
  ...SERVER_CASES,
  ...TRUST_CASES,
  ...IDENTITY_CASES,
  ...EXEC_CASES,
  ...OIDC_CASES,
  ...PROXY_CASES,
];

const newest = kubectl('sid');

test('the table of differences names cases, each once', () => {
  const listed = listedDifferences();
  const differing = CASES.filter((one) => one.expects === 'differs').map(({ name }) => name);
  assert.deepEqual(listed.toSorted(), differing.toSorted());
  assert.equal(new Set(CASES.map(({ name }) => name)).size, CASES.length);
  assert.ok(CASES.length >= 60);
});

/** A container may have no IPv6 at all, and is as good a machine for every other case. */
const hostMissing = ({ host = '127.0.0.1' }: Case): string | false =>
  Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === host))
    ? false
    : `this machine has no ${host}`;

describe('as kubectl does', { skip: missingOf([newest]) ?? false, concurrency: 4 }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfigs-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [index, one] of CASES.entries()) {
    test(one.name, { skip: hostMissing(one) }, async () => {
      const stage = await openStage(one, join(folder, String(index)));
      try {
        const theirs = await stage.play('path' in newest ? newest.path : '');
        const ours = await stage.play(PLUGIN);
        compare(one, theirs, ours);
      } finally {
        await stage.close();
      }
    });
  }
});

function compare({ expects }: Case, theirs: Played, ours: Played): void {
  const [{ said: kubectlSaid, ...expected }, { said: pluginSaid, ...actual }] = [theirs, ours];
  const both = `kubectl: ${kubectlSaid}\nplugin: ${pluginSaid}`;
  assert.doesNotMatch(pluginSaid, /node:internal|\.ts:\d|this is a bug/);
  if (expects === 'differs') {
    assert.ok(
      !isDeepStrictEqual(actual, expected),
      `no difference any more: take it out of the table\n${both}`,
    );
    return;
  }
  assert.deepEqual(actual, expected, both);
  if ('refuses' in expects) {
    assert.equal(expected.ends, 'refuses', both);
    assert.match(kubectlSaid, expects.refuses.kubectl);
    assert.match(pluginSaid, expects.refuses.plugin);
    return;
  }
  assert.equal(expected.ends, 'connects', both);
  const { hops = expected.hops, ...asked } = expects;
  assert.deepEqual(expected.hops, hops);
  assert.deepEqual({ ...expected.asked, ...asked }, expected.asked, 'what the case is about');
}
