/** What a file is, by its bytes: names lie (the product calls its snapshots `.tar`, whatever is in them). */
import type { ByteSource } from '../ports/bytes.ts';
import { looksLikeBbolt } from './bbolt/meta.ts';

export type Wrapping = 'tar' | 'gzip';

/** `other`: the name of what it is instead, where that is known. */
export type Content =
  | { readonly is: 'database' }
  | { readonly is: Wrapping }
  | { readonly is: 'other'; readonly name: string | undefined };

const FOREIGN: readonly (readonly [name: string, at: number, magic: readonly number[]])[] = [
  ['a zip archive', 0, [0x50, 0x4b, 0x03, 0x04]],
  ['an empty zip archive', 0, [0x50, 0x4b, 0x05, 0x06]],
  ['an xz file', 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a zstd file', 0, [0x28, 0xb5, 0x2f, 0xfd]],
  ['a bzip2 file', 0, [0x42, 0x5a, 0x68]],
  ['a 7z archive', 0, [0x37, 0x7a, 0xbc, 0xaf]],
  ['an lz4 file', 0, [0x04, 0x22, 0x4d, 0x18]],
  ['an XML or HTML text: an error page, perhaps', 0, [0x3c]],
  ['a JSON text', 0, [0x7b]],
];

/** Looks at the first bytes, and at the few places where a damaged bbolt file still shows its second meta page. */
export function contentOf(source: ByteSource): Content {
  const head = new Uint8Array(512);
  const length = source.read(0, head);
  if (head[0] === 0x1f && head[1] === 0x8b) return { is: 'gzip' };
  // Before bbolt: 512 bytes behind a tar header, a database looks like the second page of one.
  if (length === head.length && isTarHeader(head)) return { is: 'tar' };
  if (looksLikeBbolt(source)) return { is: 'database' };
  if (length === 0) return { is: 'other', name: 'empty' };
  if (head.every((byte) => byte === 0))
    return { is: 'other', name: 'zeros, as a file whose content never reached the disk' };
  const found = FOREIGN.find(([, at, magic]) => magic.every((byte, index) => head[at + index] === byte));
  return { is: 'other', name: found?.[0] };
}

/** The checksum of a header: the sum of its bytes, with the eight bytes of the checksum itself as spaces. */
function isTarHeader(head: Uint8Array): boolean {
  const said = Number.parseInt(
    new TextDecoder('latin1').decode(head.subarray(148, 156)).replaceAll('\0', ' ').trim(),
    8,
  );
  const sum = head.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return said === sum && sum > 8 * 0x20;
}
