/** Credential plugins that do not end: Ctrl-C ends them too, and nobody waits for one longer than his own limit. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { InterruptedError } from '../../../pkg/errors.ts';
import { execPlugin } from '../../../pkg/kube/exec-plugin.ts';
import { worldOf } from './connection.ts';

test('Ctrl-C in a credential plugin is an interruption, and not a failure of the plugin', async () => {
  const stop = new AbortController();
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: '/bin/sleep',
    args: ['30'],
    interactiveMode: 'Never',
  };
  const chosen = {
    contextName: 'a',
    cluster: {},
    clusterName: 'a',
    user: { exec },
    userName: 'a',
  };
  const world = worldOf([], { cwd: '/', signal: stop.signal });
  const asked = execPlugin(chosen, world).credential();
  setTimeout(() => stop.abort(), 100);
  await assert.rejects(asked, InterruptedError);
});

test('a NUL in what a plugin is given is told, and not shown', async () => {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: '/bin/true',
    interactiveMode: 'Never',
  };
  for (const more of [{ args: ['s3cret\0'] }, { env: [{ name: 'A', value: 's3cret\0' }] }]) {
    const chosen = {
      contextName: 'a',
      cluster: {},
      clusterName: 'a',
      user: { exec: { ...exec, ...more } },
      userName: 'a',
    };
    await assert.rejects(execPlugin(chosen, worldOf([], { cwd: '/' })).credential(), {
      message: 'the credential plugin "/bin/true" did not run: its arguments or variables hold a NUL',
      exitCode: 3,
    });
  }
});

/** A wrapper as users have them: what it starts holds its pipes when the wrapper itself is ended. */
const KUBECONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:9' } }],
  contexts: [{ name: 'silent', context: { cluster: 'c', user: 'silent' } }],
  'current-context': 'silent',
  users: [
    {
      name: 'silent',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: '/bin/sh',
          args: ['-c', 'sleep 30; true'],
          interactiveMode: 'IfAvailable',
        },
      },
    },
  ],
};

for (const words of [
  ['--check-timeout', '1s'],
  ['--all-contexts', '--context-timeout', '1s'],
]) {
  test(`check ${words[0]}: a credential plugin that never answers is unknown in time, and the run ends`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(KUBECONFIG), { mode: 0o600 });
    const main = join(import.meta.dirname, '..', '..', '..', 'cmd', 'main.ts');
    const line = [main, 'check', '--kubeconfig', kubeconfig, '--only', 'resource,clocks', ...words];
    const started = performance.now();
    const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 3, out);
    assert.match(out, /no answer within 1 s/);
    assert.ok(performance.now() - started < 20_000, 'it did not wait for the plugin');
  });
}
