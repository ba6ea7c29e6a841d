import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EncryptionKeys, PLAIN } from '../../../../pkg/snapshot/kubernetes/encryption.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The keys that these values need, an object each. */
function keysOf(...values: string[]): [key: string | null, objects: number][] {
  const keys = new EncryptionKeys();
  for (const value of values) {
    const bytes = bytesOf(`before${value}`);
    const number = keys.numberOf(bytes, 6, bytes.length - 6);
    if (number !== PLAIN) keys.count(number, 1);
  }
  return keys.list().map(({ key, objects }) => [key, objects]);
}

test('a key is what stands in front of the value, as each provider writes it', () => {
  assert.deepEqual(
    keysOf(
      'k8s:enc:aescbc:v1:key1:0123',
      'k8s:enc:kms:v2:vault-plugin:\n\u0001',
      'k8s:enc:aescbc:v1:key1:4567:8',
      'k8s:enc:secretbox:v1:2026.11:x',
      'k8s\0plain',
      '{"kind":"Secret"}',
    ),
    [
      ['aescbc:v1:key1', 2],
      ['kms:v2:vault-plugin', 1],
      ['secretbox:v1:2026.11', 1],
    ],
  );
});

for (const [what, value] of [
  ['cut off', 'k8s:enc:aescbc:v1:key1'],
  ['without a name', 'k8s:enc:aescbc:v1::0123'],
  ['with a line break in its name', 'k8s:enc:aescbc:v1:a\nb:0123'],
  ['of no known form', 'k8s:enc:AESCBC:1:key1:0123'],
  ['longer than a name can be', `k8s:enc:aescbc:v1:${'k'.repeat(400)}:0123`],
] as const)
  test(`a key ${what} cannot be told, and is counted`, () => {
    assert.deepEqual(keysOf(value, 'k8s:enc:aescbc:v1:key1:0'), [
      ['aescbc:v1:key1', 1],
      [null, 1],
    ]);
  });

test('a key that no object needs any more is not listed', () => {
  const keys = new EncryptionKeys();
  const bytes = bytesOf('k8s:enc:aescbc:v1:old:0123');
  const number = keys.numberOf(bytes, 0, bytes.length);
  keys.count(number, 1);
  keys.count(number, -1);
  assert.deepEqual(keys.list(), []);
});

test('however many keys a hostile file names, a number has one byte and no object is forgotten', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,9}$/), { maxLength: 600 }), (names) => {
      const keys = new EncryptionKeys();
      for (const name of names) {
        const bytes = bytesOf(`k8s:enc:aescbc:v1:${name}:0`);
        const number = keys.numberOf(bytes, 0, bytes.length);
        assert.ok(number > PLAIN && number < 256);
        assert.equal(keys.numberOf(bytes, 0, bytes.length), number);
        keys.count(number, 1);
      }
      assert.equal(
        keys.list().reduce((sum, { objects }) => sum + objects, 0),
        names.length,
      );
      assert.ok(keys.list().length <= 255);
    }),
    { numRuns: 30 },
  );
});
