/** Files that a kubeconfig or a flag names: read whole, but not without an end. */
import { closeSync, openSync, readSync } from 'node:fs';

/** A kubeconfig is small, even with a thousand contexts, and a token or certificate smaller: more is a mistake or an attack. */
const MOST_BYTES = 32 * 1024 * 1024;
const PIECE = 64 * 1024;

/** The whole file. Throws Node's own error; with the code EFBIG for what is larger, or has no end, as /dev/zero. */
export function readSmallFile(file: string): Buffer {
  const open = openSync(file, 'r');
  const pieces: Buffer[] = [];
  try {
    for (let size = 0; size <= MOST_BYTES; ) {
      const piece = Buffer.allocUnsafe(PIECE);
      const read = readSync(open, piece);
      if (read === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, read));
      size += read;
    }
  } finally {
    closeSync(open);
  }
  throw Object.assign(new Error('the file is too large'), { code: 'EFBIG' });
}
