import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysNeeded } from '../../../../pkg/restore/snapshot/encryption.ts';
import type { Inspection } from '../../../../pkg/snapshot/inspection.ts';

const found = (ok: boolean, keys?: readonly (string | null)[]): Inspection =>
  ({
    ok,
    kubernetes: keys === undefined ? null : { encryptionKeys: keys.map((key) => ({ key, objects: 1 })) },
  }) as unknown as Inspection; // of which nothing else is read

test('a whole snapshot tells its keys, and that it needs none', () => {
  assert.deepEqual(keysNeeded(found(true, ['aescbc:v1:key1', 'kms:v2:vault'])), [
    'aescbc:v1:key1',
    'kms:v2:vault',
  ]);
  assert.deepEqual(keysNeeded(found(true, [])), []);
});

test('where it cannot tell for all objects, the nodes look for themselves', () => {
  assert.equal(keysNeeded(found(true, ['aescbc:v1:key1', null])), null);
  assert.equal(keysNeeded(found(false, [])), null);
  assert.equal(keysNeeded(found(true)), null);
});
