/**
 * Signs a Mach-O file ad hoc, as `codesign --sign -` does: no identity, only hashes that tell the kernel the file is whole.
 * The format is that of Apple's <kern/cs_blobs.h>; numbers in it are big endian. The Go linker and lld write the same.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { placeSignature, readMachO } from './file.ts';

const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
/** The first version with the executable segment's bounds. */
const VERSION = 0x20400;
const ADHOC = 0x2;
const MAIN_BINARY = 1n;
const SHA256 = 2;
const HASH_SIZE = 32;
const PAGE_BITS = 12;
const DIRECTORY_SIZE = 88;
const INDEX_SIZE = 20;

/** `file` with a fresh ad-hoc signature in place of the one that it carries. Throws where it has no place for one. */
export function signed(file: Buffer, identifier: string): Buffer {
  const place = readMachO(file).signature;
  if (place === undefined) throw new Error('the file has no place for a signature');
  const pages = Math.ceil(place.offset / (1 << PAGE_BITS));
  const name = Buffer.from(`${identifier}\0`, 'latin1');
  const size = INDEX_SIZE + DIRECTORY_SIZE + name.length + pages * HASH_SIZE;
  const code = Buffer.alloc(place.offset + size);
  file.copy(code, 0, 0, place.offset);
  // The load commands lie in the first page, so they have to be final before it is hashed.
  placeSignature(code, size);
  superBlob(size).copy(code, place.offset);
  const directory = codeDirectory(code, place.offset, name, pages);
  directory.copy(code, place.offset + INDEX_SIZE);
  return code;
}

function superBlob(size: number): Buffer {
  const blob = Buffer.alloc(INDEX_SIZE);
  // One entry, of the type "code directory" (0), behind this index.
  for (const [index, word] of [EMBEDDED_SIGNATURE, size, 1, 0, INDEX_SIZE].entries())
    blob.writeUInt32BE(word, index * 4);
  return blob;
}

function codeDirectory(code: Buffer, limit: number, name: Buffer, pages: number): Buffer {
  const hashes = DIRECTORY_SIZE + name.length;
  const blob = Buffer.alloc(hashes + pages * HASH_SIZE);
  const words = [CODE_DIRECTORY, blob.length, VERSION, ADHOC, hashes, DIRECTORY_SIZE, 0, pages, limit];
  for (const [index, word] of words.entries()) blob.writeUInt32BE(word, index * 4);
  blob.set([HASH_SIZE, SHA256, 0, PAGE_BITS], 36);
  const text = readMachO(code).segments.find((one) => one.name === '__TEXT');
  blob.writeBigUInt64BE(BigInt(text?.fileOffset ?? 0), 64);
  blob.writeBigUInt64BE(BigInt(text?.fileSize ?? 0), 72);
  blob.writeBigUInt64BE(MAIN_BINARY, 80);
  name.copy(blob, DIRECTORY_SIZE);
  for (let page = 0; page < pages; page++) {
    const end = Math.min((page + 1) << PAGE_BITS, limit);
    const digest = createHash('sha256')
      .update(code.subarray(page << PAGE_BITS, end))
      .digest();
    digest.copy(blob, hashes + page * HASH_SIZE);
  }
  return blob;
}

/** Signs a file in its place: whole or not at all. */
export function signFile(path: string, identifier: string): void {
  const part = `${path}.part`;
  writeFileSync(part, signed(readFileSync(path), identifier), { mode: statSync(path).mode });
  renameSync(part, path);
}
