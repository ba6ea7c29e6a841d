/** What stands before everything else in a script: who reads it, and what root's shell has brought along. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';
import { scriptBodies } from '../../../../pkg/files/script-bodies.ts';
import { SCRIPTS, scriptText } from '../../../../pkg/restore/scripts.ts';
import { exampleValues } from '../script-values.ts';

function run(argv: readonly [string, ...string[]], input: string, env: Record<string, string> = {}) {
  const [program, ...words] = argv;
  const { status, stdout, stderr } = spawnSync(program, words, {
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status, stdout, stderr };
}

const probe = (body: string): string =>
  scriptText({ name: 'fetch', file: 'fetch.sh', parts: ['probe'] }, exampleValues(), {
    ...scriptBodies,
    probe: body,
  });

test('a script with line ends of Windows says so, and does nothing', () => {
  for (const script of SCRIPTS) {
    const text = scriptText(script, exampleValues(), scriptBodies).replaceAll('\n', '\r\n');
    for (const argv of [['bash'], ['sh']] as const) {
      const { status, stdout, stderr } = run(argv, text);
      assert.deepEqual([status, stdout], [1, ''], script.file);
      assert.match(stderr, /^FAILED: this script has line ends of Windows; nothing was done\..*\n$/);
    }
  }
});

test('a shell that is not bash says so; a bash that is called as sh reads on', () => {
  const text = probe('shopt -qo posix || echo "read with <(words)"; cat <(echo on)\n');
  assert.deepEqual(run(['bash', '--posix'], text), {
    status: 0,
    stdout: 'read with <(words)\non\n',
    stderr: '',
  });
  const { status, stdout, stderr } = run(['sh'], text);
  if (status === 0) assert.match(stdout, /on\n$/, 'sh is bash here');
  else assert.match(stderr, /^FAILED: this is a script for bash; nothing was done\..*\n$/);
});

test('what a login shell exports changes nothing', () => {
  const told = run(
    ['bash'],
    probe('type -t mv || true; echo x | grep x; set +u; echo "$TAR_OPTIONS$BASH_ENV$POSIXLY_CORRECT"\n'),
    {
      'BASH_FUNC_mv%%': '() { command mv -i "$@"; }',
      'BASH_FUNC_grep%%': '() { command grep --color=always "$@"; }',
      GREP_OPTIONS: '--color=always',
      TAR_OPTIONS: '--no-such-option',
      POSIXLY_CORRECT: '1',
      BASH_ENV: '/nowhere',
    },
  );
  assert.equal(told.stdout, 'file\nx\n\n');
});
