/** Files held open: for reading at any place, and for growing at the end. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { GrowingFile, OpenFile } from '../ports/files.ts';
import { about, fileTrouble } from './trouble.ts';

/** A regular file for reading; a folder, a device or a pipe is refused (a pipe would hang, a device has no size). */
export function openRead(path: string): Promise<OpenFile> {
  return about(path, async () => {
    // Without waiting for a writer, so that a named pipe is refused and does not hang. (Windows has no such flag.)
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = fstatSync(descriptor);
    if (!facts.isFile()) {
      closeSync(descriptor);
      if (facts.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
      throw new UserError(`${path} is not a regular file`, { reason: 'EINVAL' });
    }
    return {
      size: facts.size,
      read: (position, into) => readFully(path, descriptor, position, into),
      close: () => closeSync(descriptor),
    };
  });
}

/** A read may be cut short by a signal: only the end of the file may make it short. */
function readFully(path: string, descriptor: number, position: number, into: Uint8Array): number {
  let done = 0;
  try {
    while (done < into.length) {
      const got = readSync(descriptor, into, done, into.length - done, position + done);
      if (got === 0) break;
      done += got;
    }
  } catch (error) {
    throw fileTrouble(path, error);
  }
  return done;
}

/** Keeps the first `keep` bytes of what is there and goes on behind them; mode 0600. */
export function openAppend(path: string, keep: number): Promise<GrowingFile> {
  return about(path, async () => {
    const file = await open(path, keep === 0 ? 'w' : 'r+', 0o600);
    await file.chmod(0o600);
    await file.truncate(keep);
    let size = keep;
    return {
      get size() {
        return size;
      },
      append: (bytes) =>
        about(path, async () => {
          let done = 0;
          while (done < bytes.length) {
            const { bytesWritten } = await file.write(bytes, done, bytes.length - done, size + done);
            done += bytesWritten;
          }
          size += bytes.length;
        }),
      sync: () => about(path, () => file.sync()),
      close: () => file.close(),
    };
  });
}
