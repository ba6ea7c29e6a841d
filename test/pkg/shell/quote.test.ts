import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignments } from '../../../pkg/shell/assignments.ts';
import { commandLine } from '../../../pkg/shell/command-line.ts';
import { quote } from '../../../pkg/shell/quote.ts';

const cases: readonly (readonly [string, string])[] = [
  [
    'etcd-1=https://10.0.0.1:2380,etcd-2=https://10.0.0.2:2380',
    'etcd-1=https://10.0.0.1:2380,etcd-2=https://10.0.0.2:2380',
  ],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's", "'it'\\''s'"],
  ['~root', "'~root'"],
  ['$(reboot)', "'$(reboot)'"],
  ['a\nb', "$'a\\x0ab'"],
  ['\u001b[31m!', "$'\\x1b\\x5b31m\\x21'"],
  ['节点', "'节点'"],
];

for (const [text, word] of cases) {
  test(`${JSON.stringify(text)} is written ${word}`, () => assert.equal(quote(text), word));
}

test('what no argument can hold is refused', () => {
  assert.throws(() => quote('a\0b'), RangeError);
  assert.throws(() => quote('\ud800'), RangeError);
  assert.throws(() => assignments({ 'A=1;reboot': 'x' }), RangeError);
});

/** Pieces that mean something to some shell or terminal, among every character of ASCII. */
const PIECES = [
  ...[
    '$(touch $CANARY)',
    '`touch $CANARY`',
    ';touch $CANARY;',
    '$CANARY',
    '${',
    '!!',
    '[a]',
    '{a,b}',
    '<(x)',
  ],
  ...[
    '\u001b]0;',
    '-n',
    '--',
    "$'",
    '))',
    '../..',
    'EOF\n',
    '\u202e',
    '\u0085',
    '\u2028',
    '\u00a0',
    '节',
    '🙂',
    '\u00ff',
  ],
  ...Array.from({ length: 127 }, (_, code) => String.fromCharCode(code + 1)),
];
const hostile = fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 10 });

test('10 000 hostile texts go through one real bash: none is executed, none is split', () => {
  const texts = fc.sample(hostile, { numRuns: 10_000, seed: 6 });
  const folder = mkdtempSync(join(tmpdir(), 'quote-'));
  const canary = join(folder, 'canary');
  try {
    // As values of a script, as elements of an array, and as words of a line: each way all of them.
    const single = texts.map((text, index) => assignments({ [`V${index}`]: text })).join('');
    const print = `printf '%s\\0' ${texts.map((_, index) => `"$V${index}"`).join(' ')}\n`;
    const script = `${single}${assignments({ ALL: texts })}${print}printf '%s\\0' "\${ALL[@]}"\nprintf '%s\\0' ${commandLine(texts)}\n`;
    const seen = execFileSync('bash', ['--norc'], {
      input: script,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      cwd: folder,
      env: { CANARY: canary, PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
    });
    assert.deepEqual(seen.split('\0').slice(0, -1), [...texts, ...texts, ...texts]);
    assert.ok(!existsSync(canary), 'nothing was executed');
    assert.doesNotMatch(
      single,
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
      'no control character is printed',
    );
    assert.equal(single.split('\n').length, texts.length + 1, 'each value keeps to its line');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
