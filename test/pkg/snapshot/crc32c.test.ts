import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HashedMemory, shortCrc32c } from '../../../pkg/snapshot/crc32c.ts';

/** RFC 3720, B.4, and the usual check value. */
const known: readonly (readonly [string, Uint8Array, number])[] = [
  ['123456789', Buffer.from('123456789'), 0xe3069283],
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 times 0xff', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['0 to 31', Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
  ['31 to 0', Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113fdb5c],
];

for (const [name, bytes, expected] of known) {
  test(`CRC-32C of ${name} is the published one`, () => {
    const memory = new HashedMemory(64);
    memory.bytes.set(bytes, 3);
    assert.equal(memory.crc(0, 3, bytes.length), expected);
    assert.equal(shortCrc32c(0, bytes), expected);
  });
}

test('CRC-32C goes on over parts, wherever they are cut and wherever they lie', () => {
  const memory = new HashedMemory(4096);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(17), (bytes, cut, place) => {
      const first = Math.min(cut, bytes.length);
      memory.bytes.set(bytes, place);
      const crc = memory.crc(memory.crc(0, place, first), place + first, bytes.length - first);
      assert.equal(crc, shortCrc32c(0, bytes));
    }),
  );
});

test('the memory grows, keeps what it holds, and refuses what lies outside', () => {
  const memory = new HashedMemory(64);
  memory.bytes.set([1, 2, 3]);
  const before = memory.crc(0, 0, 3);
  memory.grow(1_000_000);
  assert.ok(memory.bytes.length >= 1_000_000);
  assert.equal(memory.crc(0, 0, 3), before);
  assert.throws(() => memory.crc(0, memory.bytes.length - 1, 2), RangeError);
});
