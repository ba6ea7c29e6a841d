import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dump, load } from 'js-yaml';
import { renderJson, renderYaml } from '../../../pkg/output/structured.ts';

const HOSTILE = { file: 'a\u001b[31m\u009b\u202eb\nc' };

test('JSON and YAML carry the value whole, and nothing that a terminal obeys', () => {
  for (const text of [renderJson(HOSTILE), renderYaml(HOSTILE, dump)]) {
    assert.deepEqual(load(text), HOSTILE);
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});

test('YAML looks as kubectl prints it', () => {
  assert.equal(renderYaml({ a: [{ b: null, c: '1' }] }, dump), "a:\n  - b: null\n    c: '1'\n");
});
