/** Lines to type stay what they are for any name of a file: through one real bash. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { planOf, SNAPSHOT } from '../examples.ts';

const NASTY = [...`'"\`\\ \n\t*~!;&#:=`, '$(id)', '-rf', '备份', '\u202e'];
const fileName = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 6 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((name) => name !== '' && name.isWellFormed());

test('a file of any name: scp gets it as one word, as a file and not as a host or an option', () => {
  const names = fc.sample(fileName, { numRuns: 2000, seed: 7 });
  const lines = names.map((name) => {
    const put = planOf({ snapshot: { ...SNAPSHOT, name } }).steps.find(({ action }) => action === 'put');
    const [line = ''] = put?.lines ?? [];
    assert.doesNotMatch(line, /[\u0000-\u001f\u007f]/, 'nothing moves the cursor');
    return line;
  });
  const script = `scp() { printf '%s\\0' "$#" "$1"; }\n${lines.join('\n')}\n`;
  const ran = spawnSync('bash', ['--norc'], { input: script, encoding: 'utf8', env: { LANG: 'C.UTF-8' } });
  assert.deepEqual([ran.status, ran.stderr], [0, '']);
  const expected = names.flatMap((name) => ['2', name.startsWith('/') ? name : `./${name}`]);
  assert.deepEqual(ran.stdout.split('\0').slice(0, -1), expected);
});
