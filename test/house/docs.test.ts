import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { READMES, withCommands } from './docs.ts';

for (const file of READMES) {
  test(`${file} lists the commands that there are (npm run docs writes them)`, () => {
    const text = readFileSync(file, 'utf8');
    assert.equal(text, withCommands(text));
  });
}

test('both READMEs say the same: headings of the same depth, the same code', () => {
  const [english, chinese] = READMES.map((file) => readFileSync(file, 'utf8'));
  const blocks = (text = ''): string[] => [...text.matchAll(/```[\s\S]*?```/g)].map(([block]) => block);
  const depths = (text = ''): string[] =>
    [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^(#+) /gm)].map(([, depth]) => depth ?? '');
  assert.deepEqual(blocks(chinese), blocks(english));
  assert.deepEqual(depths(chinese), depths(english));
});

test('links and files that the READMEs name are there', () => {
  for (const file of READMES) {
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/\]\(([^)#]+)\)/g)) {
      if (!/^https?:/.test(target)) assert.ok(readFileSync(target, 'utf8').length > 0, target);
    }
  }
});
