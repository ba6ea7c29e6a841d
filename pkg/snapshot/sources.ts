/** Sources made of others: a part of one, or memory. */
import type { ByteSource } from '../ports/bytes.ts';

/** `length` bytes of `source` from `start`, as a source of their own. */
export function slice(source: ByteSource, start: number, length: number): ByteSource {
  return {
    size: length,
    read(position, into) {
      const wanted = Math.max(0, Math.min(into.length, length - position));
      return wanted === 0 ? 0 : source.read(start + position, into.subarray(0, wanted));
    },
  };
}

/** Memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(position, into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}
