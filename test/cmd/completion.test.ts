import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { golden } from '../golden.ts';
import { run } from '../run.ts';

async function offered(...words: string[]): Promise<string[]> {
  const { code, out, err } = await run(['__complete', ...words]);
  assert.deepEqual([code, err], [0, '']);
  return out.trimEnd().split('\n');
}

test('a Tab after the plugin offers the commands with what they do', async () => {
  const lines = await offered('');
  assert.ok(lines.includes('list\tlist the backup records, newest first'));
  assert.equal(lines.at(-1), ':4');
  assert.ok(!lines.some((line) => line.startsWith('__')), 'the protocol itself is not offered');
});

const cases: readonly (readonly [words: string[], values: string[]])[] = [
  [['li'], ['list']],
  [['list', '--fa'], ['--failed']],
  [
    ['list', '-o', ''],
    ['table', 'wide', 'json', 'yaml', 'name'],
  ],
  [['list', '-o', 'j'], ['json']],
  [['list', '--output=y'], ['--output=yaml']],
  [['list', '--failed', '--fa'], []],
  [['completion', 'z'], ['zsh']],
  [['--context', 'prod', 'li'], ['list']],
  [['nonsense', ''], []],
];

for (const [words, values] of cases) {
  test(`a Tab after "${words.join(' ')}" offers ${values.join(', ') || 'nothing'}`, async () => {
    const lines = await offered(...words);
    assert.equal(lines.pop(), ':4');
    assert.deepEqual(
      lines.map((line) => line.split('\t')[0]),
      values,
    );
  });
}

test('where a file is wanted the shell offers files', async () => {
  assert.deepEqual(await offered('list', '--kubeconfig', ''), [':0']);
});

test('without a cluster, live values are simply not offered', async () => {
  assert.deepEqual(await offered('list', '--node', ''), [':4']);
});

test('no plugin asks for a password on a Tab', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  const asked = join(folder, 'asked');
  const exec = {
    ...{ apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Always' },
    ...{ command: 'touch', args: [asked] },
  };
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c' },
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { exec } }],
  };
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, JSON.stringify(config));
  const line = ['list', '--kubeconfig', kubeconfig, '--node', ''];
  const { out } = await run(['__complete', ...line], {
    answers: [],
    env: { PATH: process.env['PATH'] },
  });
  assert.deepEqual([out, existsSync(asked)], [':4\n', false]);
  rmSync(folder, { recursive: true });
});

for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
  test(`completion ${shell} prints its script`, async () => {
    const { code, out } = await run(['completion', shell]);
    assert.equal(code, 0);
    golden(`completion/${shell}.txt`, out);
  });
}

/** What bash would offer behind these words, as it takes a line apart. */
async function offeredByBash(words: readonly string[]): Promise<string> {
  const main = join(import.meta.dirname, '../../cmd/main.ts');
  const script = [
    'kubectl-etcdbackup() { "$NODE" "$MAIN" "$@"; }',
    'eval "$(kubectl-etcdbackup completion bash)"',
    `COMP_WORDS=(kubectl-etcdbackup "$@"); COMP_CWORD=$#; _kubectl_etcdbackup; echo "\${COMPREPLY[*]}"`,
  ].join('\n');
  const env = { ...process.env, NODE: process.execPath, MAIN: main };
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', ...words], { env });
  return stdout;
}

const inBash: readonly (readonly [words: string[], offered: string])[] = [
  [['set-'], 'set-schedule set-local set-s3'],
  [['list', '-o', 'j'], 'json'],
  [['list', '--output', '=', 'j'], 'json'],
  [['pause', '--dry-run', '='], 'none client server'],
];

for (const [words, values] of inBash)
  test(`bash offers ${values} behind "${words.join(' ')}"`, async () =>
    assert.equal(await offeredByBash(words), `${values}\n`));

test('a shell that is not known is a usage error', async () => {
  const { code, err } = await run(['completion', 'csh']);
  assert.equal(code, 2);
  assert.match(err, /bash, zsh, fish, powershell/);
});
