import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { commandLine } from '../../../pkg/shell/command-line.ts';

const cases: readonly (readonly [readonly string[], string])[] = [
  [['kubectl', 'etcdbackup', 'set-schedule', '0 0 * * *'], "kubectl etcdbackup set-schedule '0 0 * * *'"],
  [['--path=/cpaas/backup', '~', '=ls', ''], "--path=/cpaas/backup '~' '=ls' ''"],
  [["it's", '$(rm -rf /)'], "'it'\\''s' '$(rm -rf /)'"],
  [['\u001b[2J\n7'], "$'\\033[2J\\0127'"],
];

for (const [words, line] of cases) {
  test(`${JSON.stringify(words)} is pasted as ${line}`, () => assert.equal(commandLine(words), line));
}

test('bash reads back the same words, and the line moves no cursor', { skip: noBash() }, () => {
  const word = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replaceAll('\u0000', ''));
  const lists = fc.sample(fc.array(word, { minLength: 1, maxLength: 4 }), 400);
  const script = lists.map((words) => `printf '%s\\0' ${commandLine(words)}; printf '\\0'`).join('\n');
  assert.doesNotMatch(script.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  const { stdout } = spawnSync('bash', { input: script, encoding: 'utf8' });
  assert.equal(stdout, lists.map((words) => `${words.join('\0')}\0\0`).join(''));
});

function noBash(): string | false {
  return spawnSync('bash', ['-c', 'true']).status === 0 ? false : 'there is no bash';
}
