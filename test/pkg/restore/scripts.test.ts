import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { scriptBodies } from '../../../pkg/files/script-bodies.ts';
import { SCRIPTS, scriptText } from '../../../pkg/restore/scripts.ts';
import { exampleValues } from './script-values.ts';

test('a script is its values, then each body as it was checked', () => {
  const script = { name: 'fetch', file: 'fetch.sh', parts: ['lib/base', 'fetch'] } as const;
  const text = scriptText(script, exampleValues(), { 'lib/base': 'base\n', fetch: 'fetch "$1"\n' });
  assert.match(text, /^#!\/usr\/bin\/env bash\n# fetch\.sh of plan 2026/);
  assert.match(text, /\nSEARCH_DIRS=\(\/cpaas\)\n\nbase\n\nfetch "\$1"\n$/);
});

test('phases are numbered in their order, and the rest is not', () => {
  assert.deepEqual(
    SCRIPTS.filter(({ phase }) => phase !== undefined).map(({ file }) => file),
    [
      '0-preflight.sh',
      '1-stop.sh',
      '2-set-aside.sh',
      '3-restore.sh',
      '4-put-in-place.sh',
      '5-start-etcd.sh',
      '6-start-rest.sh',
      '7-verify.sh',
    ],
  );
});

for (const script of SCRIPTS.filter(({ parts }) => parts.every((part) => scriptBodies[part] !== undefined))) {
  test(`${script.file} as printed is good bash`, () => {
    const text = scriptText(script, exampleValues(), scriptBodies);
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const checked = spawnSync('shellcheck', ['-'], { input: text, encoding: 'utf8' });
    // Where shellcheck is missing, `npm run check` says so.
    if (checked.error === undefined) assert.equal(checked.status, 0, checked.stdout);
  });
}
