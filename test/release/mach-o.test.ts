import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMachO } from '../../release/mach-o/file.ts';
import { signed } from '../../release/mach-o/sign.ts';
import { endOfLinkedit, signatureFaults } from './code-signature.ts';

const CODE = 3 * 0x4000;

/** The smallest file with code, a last segment and a stale signature. */
function unsigned(cpu: number): Buffer {
  const segment = (name: string, offset: number, size: number): Buffer => {
    const command = Buffer.alloc(72);
    command.writeUInt32LE(0x19, 0);
    command.writeUInt32LE(72, 4);
    command.write(name, 8, 'latin1');
    command.writeBigUInt64LE(BigInt(offset), 40);
    command.writeBigUInt64LE(BigInt(size), 48);
    return command;
  };
  const signature = Buffer.alloc(16);
  for (const [index, word] of [0x1d, 16, CODE + 1000, 64].entries()) signature.writeUInt32LE(word, index * 4);
  const commands = [segment('__TEXT', 0, CODE), segment('__LINKEDIT', CODE, 1064), signature];
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(cpu, 4);
  header.writeUInt32LE(commands.length, 16);
  header.writeUInt32LE(
    commands.reduce((sum, one) => sum + one.length, 0),
    20,
  );
  const head = Buffer.concat([header, ...commands]);
  const body = Buffer.alloc(CODE + 1000 - head.length, 'code');
  return Buffer.concat([head, body, Buffer.alloc(64, 'stale')]);
}

for (const [name, cpu] of [
  ['amd64', 0x01000007],
  ['arm64', 0x0100000c],
] as const) {
  describe(`a darwin binary for ${name}`, () => {
    const file = signed(unsigned(cpu), 'kubectl-etcdbackup');

    test('carries a signature that hashes every page', () => {
      assert.deepEqual(signatureFaults(unsigned(cpu)), ['the signature has another magic']);
      assert.deepEqual(signatureFaults(file), []);
      assert.equal(endOfLinkedit(file), file.length);
    });

    test('keeps its code', () => {
      const commands = 32 + 72 + 72 + 16;
      assert.deepEqual(file.subarray(commands, CODE + 1000), unsigned(cpu).subarray(commands, CODE + 1000));
    });

    test('signed twice, is the same', () => {
      assert.deepEqual(signed(file, 'kubectl-etcdbackup'), file);
    });

    test('with one bit changed anywhere in its code, no longer has a good signature', () => {
      for (const at of [33, 0x1000, 0x7fff, CODE + 999]) {
        const changed = Buffer.from(file);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        assert.notDeepEqual(signatureFaults(changed), [], `byte ${at}`);
      }
    });
  });
}

test('what is no Mach-O file is refused, as is one without a place for a signature', () => {
  assert.throws(
    () => readMachO(Buffer.from('#!/bin/sh\necho a script, not a Mach-O file at all')),
    /not a 64-bit Mach-O/,
  );
  const bare = unsigned(0x0100000c);
  bare.writeUInt32LE(2, 16);
  assert.throws(() => signed(bare, 'x'), /no place for a signature/);
});
