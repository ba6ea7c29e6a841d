import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { scriptBodies } from '../../../pkg/files/script-bodies.ts';
import { FRONT, SCRIPTS, scriptText } from '../../../pkg/restore/scripts.ts';
import { exampleValues } from './script-values.ts';

const printed = SCRIPTS.map((script) => ({
  file: script.file,
  text: scriptText(script, exampleValues(), scriptBodies),
}));

test('a script is its values behind their front, then each body as it was checked', () => {
  const script = { name: 'fetch', file: 'fetch.sh', parts: ['lib/base', 'fetch'] } as const;
  const text = scriptText(script, exampleValues(), {
    [FRONT]: 'front\n',
    'lib/base': 'base\n',
    fetch: 'fetch "$1"\n',
  });
  assert.match(text, /^#!\/usr\/bin\/env bash\n# fetch\.sh of plan 2026/);
  assert.match(text, /\nfront\nPLAN_ID=/);
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

test('every file of scripts/ is part of some script', () => {
  const used = new Set([FRONT, ...SCRIPTS.flatMap(({ parts }) => parts)]);
  assert.deepEqual(Object.keys(scriptBodies).sort(), [...used].sort());
});

test('a script has every function that it calls, and each once', () => {
  const functions = (text: string): string[] =>
    [...text.matchAll(/^([a-z_]+)\(\)/gm)].map((found) => found[1] ?? '');
  const known = new Set(Object.values(scriptBodies).flatMap(functions));
  for (const { file, text } of printed) {
    const own = functions(text);
    assert.equal(new Set(own).size, own.length, `${file} has a function twice`);
    const code = text.replaceAll(/'[^'\n]*'|^ *#.*$/gm, '');
    for (const name of known) {
      const called = new RegExp(`(^|[(;|&!]|then|do|else|if|until)\\s*${name}( |$|\\))`, 'm').test(code);
      assert.ok(!called || own.includes(name), `${file} calls ${name}, which is in none of its parts`);
    }
  }
});

test('every script as printed is good bash', () => {
  for (const { file, text } of printed) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    assert.equal(status, 0, `${file}: ${stderr}`);
  }
});
