/** What lies around the binary does not change what it does; what cannot be helped is told in docs/security.md. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { ownBinary } from '../../../release/binary.ts';
import { runProgram } from '../built.ts';

const folder = mkdtempSync(join(tmpdir(), 'around-'));
let binary = '';

before(() => {
  binary = resolve(ownBinary());
  const files = {
    '.env': 'KUBECONFIG=/from-the-env-file\n',
    'bunfig.toml': 'preload = ["./stranger.js"]\n',
    'package.json': '{ "type": "module", "imports": { "#x": "./stranger.js" } }\n',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "*": ["./stranger.js"] } } }\n',
    'stranger.js': 'process.stderr.write("a stranger ran\\n");\n',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (words: readonly string[], env: Readonly<Record<string, string>>) =>
  runProgram('sh', ['-c', 'cd "$0" && exec "$@"', folder, binary, ...words], { env });

test('no .env, bunfig.toml, package.json or tsconfig.json of the current folder is read', async () => {
  const ended = await inFolder(['list'], { HOME: folder });
  assert.equal(ended.code, 2);
  assert.match(ended.err, /no kubeconfig/);
  assert.doesNotMatch(ended.err, /stranger|from-the-env-file/);
});

test('NODE_OPTIONS is not obeyed', async () => {
  const ended = await inFolder(['--version'], { NODE_OPTIONS: '--require ./stranger.js' });
  assert.deepEqual([ended.code, ended.err], [0, '']);
});

test('a certificate is checked whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
  const { openRecorder } = await import('../kubeconfig/recorder.ts');
  const server = await openRecorder('server.pem', '127.0.0.1');
  try {
    const words = ['version', '--server', `https://localhost:${server.port}`, '--token', 'secret'];
    const ended = await inFolder(words, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    assert.match(ended.err, /unknown authority/);
    assert.deepEqual(server.seen(), []);
  } finally {
    await server.close();
  }
});

test('what the runtime obeys all the same is told', () => {
  const told = readFileSync('docs/security.md', 'utf8');
  for (const name of ['BUN_OPTIONS', 'BUN_BE_BUN']) assert.ok(told.includes(name));
});
