import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { visible } from '../../../pkg/words/visible.ts';

const cases: readonly (readonly [string, string])[] = [
  ['snapshot-etcd-20261122-000003-10.0.0.1.tar', 'snapshot-etcd-20261122-000003-10.0.0.1.tar'],
  ['\u001b[31mred', '\\x1b[31mred'],
  ['two\nlines\r\ttab', 'two\\nlines\\r\\ttab'],
  ['\u0000\u007f\u009b', '\\x00\\x7f\\x9b'],
  ['user\u202egnp.exe', 'user\\u202egnp.exe'],
  ['\u2028\ufeff', '\\u2028\\ufeff'],
  ['备份成功 ✓ 🙂', '备份成功 ✓ 🙂'],
  ['\ud800', '\\ud800'],
];

for (const [raw, shown] of cases) {
  test(`${JSON.stringify(raw)} is shown as ${shown}`, () => {
    assert.equal(visible(raw), shown);
  });
}

test('nothing that moves the cursor ever gets through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(visible(text), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});
