import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut, displayWidth, padEnd } from '../../../pkg/words/width.ts';

const widths: readonly (readonly [string, number])[] = [
  ['', 0],
  ['node-1', 6],
  ['备份', 4],
  ['ノード1', 7],
  ['e\u0301', 1],
  ['🙂', 2],
];

for (const [text, width] of widths) {
  test(`"${text}" takes ${width} columns`, () => assert.equal(displayWidth(text), width));
}

test('wide characters are padded and cut by columns, not by letters', () => {
  assert.equal(padEnd('备份', 6), '备份  ');
  assert.equal(cut('备份成功', 5), '备份…');
  assert.equal(cut('备份成功', 4), '备…');
  assert.equal(cut('node', 4), 'node');
  assert.equal(cut('node', 0), '');
});

test('what is cut never takes more than its width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, width) => {
      assert.ok(displayWidth(cut(text, width)) <= width);
    }),
  );
});
