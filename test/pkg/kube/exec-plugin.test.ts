/** Ctrl-C while a credential plugin runs: the plugin ends too, and nobody is told to install it. */
import assert from 'node:assert/strict';
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
