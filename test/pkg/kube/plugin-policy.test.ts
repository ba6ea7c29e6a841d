/** kuberc's word on credential plugins: what it forbids is not started. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkAllowed } from '../../../pkg/kube/plugin-policy.ts';
import { programPath } from '../../../pkg/kube/program-path.ts';
import { worldOf } from './connection.ts';

const folder = mkdtempSync(join(tmpdir(), 'kuberc-'));
after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, '.kube'));
mkdirSync(join(folder, 'bin'));
const login = join(folder, 'bin', 'login');
writeFileSync(login, '#!/bin/sh\n');
chmodSync(login, 0o755);

const said: string[] = [];
const PATH = join(folder, 'bin');

function check(kuberc: string, env: Readonly<Record<string, string>> = {}): void {
  writeFileSync(join(folder, '.kube', 'kuberc'), kuberc);
  checkAllowed('login', login, worldOf(said, { homedir: folder, env: { PATH, ...env } }));
}

const preference = (more: string): string =>
  `apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n${more}\n`;
const POLICY = 'credentialPluginPolicy';
const LIST = 'credentialPluginAllowlist';

for (const more of [
  '',
  `${POLICY}: AllowAll`,
  `${POLICY}: Allowlist\n${LIST}: [{name: login}]`,
  `${POLICY}: Allowlist\n${LIST}: [{command: other}, {command: ${login}}]`,
]) {
  test(`allowed by ${JSON.stringify(more)}`, () => check(preference(more)));
}

for (const [more, words] of [
  [`${POLICY}: DenyAll`, /"login" is not allowed/],
  [`${POLICY}: Allowlist\n${LIST}: [{name: /elsewhere/login}]`, /is not allowed/],
  [`${POLICY}: Allowlist`, /needs a credentialPluginAllowlist/],
  [`${POLICY}: Sometimes`, /there is no credentialPluginPolicy "Sometimes"/],
  [`${LIST}: [{name: login}]`, /counts only with/],
] as const) {
  test(`refused by ${JSON.stringify(more)}`, () => assert.throws(() => check(preference(more)), words));
}

test('KUBERC=off and other versions do not count, a broken file is told', () => {
  check(preference(`${POLICY}: DenyAll`), { KUBERC: 'off' });
  check(preference(`${POLICY}: DenyAll`).replace('v1beta1', 'v1alpha1'));
  check('users: [');
  assert.match(said.join(), /kuberc does not count: it is not valid YAML/);
  assert.throws(() => check('', { KUBERC: join(folder, 'gone') }), /cannot read .*gone: ENOENT/);
});

test('a program is found as Go finds it', () => {
  const find = (command: string, path: string) => programPath(command, { env: { PATH: path }, cwd: folder });
  assert.equal(find('login', `/nowhere:${PATH}`), login);
  assert.equal(find('login', `bin:${PATH}`), undefined, 'a relative entry comes first');
  assert.equal(find('gone', PATH), undefined);
  assert.equal(find('/any/where', PATH), '/any/where');
});
