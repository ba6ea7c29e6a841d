/** The process as a command sees it: what becomes of the work when nobody takes the output. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { type MemoryBacking, memoryBacking } from '../cluster/backing.ts';
import { CONFIGURATION_PATH, configurationSeed, NAME } from '../cluster/seeds.ts';

const MAIN = join(import.meta.dirname, '../../cmd/main.ts');

let acp: Acp;
let backing: MemoryBacking;

before(async () => {
  backing = memoryBacking();
  acp = await startAcp(backing);
});
beforeEach(() => backing.api.seed(configurationSeed([])));
after(() => acp.stop());

const paused = (): boolean =>
  JSON.stringify(backing.api.store.get(CONFIGURATION_PATH, NAME)).includes('"paused":true');

/** Runs `line`, in which `$PLUGIN` is the plugin, and tells what it says. */
async function bash(line: string): Promise<string> {
  const env = { ...process.env, KUBECONFIG: acp.kubeconfig, PLUGIN: `${process.execPath} ${MAIN}` };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', line], { env, timeout: 60_000 });
  return stdout + stderr;
}

test('what was asked for is done although nobody reads on, and the exit code tells how it went', async () => {
  assert.match(await bash('$PLUGIN pause | true; echo "code $PIPESTATUS"'), /^code 0\n/);
  assert.equal(paused(), true);
  assert.equal(await bash('$PLUGIN check --only not-paused | true; echo "code $PIPESTATUS"'), 'code 1\n');
});

test('an input that never ends is no bug of the plugin', async () => {
  const line = 'set-s3 --endpoint https://s3.example.com --bucket backups --stdin </dev/zero';
  assert.equal(
    await bash(`$PLUGIN ${line}; echo "code $?"`),
    'code 2\nerror: standard input is too long: keys are two short lines\n',
  );
});

test('a full disk under the output is told in words, and ends the run before the change', async () => {
  const told = await bash('$PLUGIN pause >/dev/full; echo "code $?"');
  assert.equal(told, 'code 1\nerror: the output cannot be written: no space left on its disk\n');
  assert.equal(paused(), false);
});

test('a folder that was removed under the shell is no bug of the plugin', async () => {
  const gone = 'cd "$(mktemp -d)"; rmdir "$PWD"';
  assert.match(await bash(`${gone}; $PLUGIN version --client; echo "code $?"`), /^Client .*\ncode 0\n$/);
  assert.match(
    await bash(`${gone}; $PLUGIN inspect x.db; echo "code $?"`),
    /^code 2\nerror: no such file or folder: \/.*\/x\.db\n$/,
  );
});

test('an empty TZ is UTC', async () => {
  const told = await bash("TZ= $PLUGIN status --local-time | grep 'Next runs'");
  assert.match(told, /\+00:00 \(/);
});
