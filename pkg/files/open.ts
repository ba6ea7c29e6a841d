/** Files held open: for reading at any place, and for growing at the end. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { GrowingFile, OpenFile } from '../ports/files.ts';
import { behind } from './pieces.ts';
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

/** So much is written at once: a write for each piece from a socket would cost more than the piece. */
const BATCH = 512 * 1024;

/** Keeps the first `keep` bytes of what is there and goes on behind them; mode 0600. */
export function openAppend(path: string, keep: number): Promise<GrowingFile> {
  return about(path, async () => {
    const file = await open(path, keep === 0 ? 'w' : 'r+', 0o600);
    await file.chmod(0o600);
    await file.truncate(keep);
    return growing(path, file, keep);
  });
}

/** Takes pieces while the batch before them is written; what goes wrong is told by the next call. */
function growing(path: string, file: FileHandle, keep: number): GrowingFile {
  let size = keep;
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  let writing = Promise.resolve();
  const start = (): void => {
    const [batch, at] = [pieces, size - waiting];
    [pieces, waiting] = [[], 0];
    writing = writing.then(() => writeAll(file, batch, at));
    writing.catch(() => undefined); // told by whoever waits for it next
  };
  const drain = async (): Promise<void> => {
    if (waiting > 0) start();
    await writing;
  };
  return {
    get size() {
      return size;
    },
    append: (bytes) =>
      about(path, async () => {
        pieces.push(bytes);
        size += bytes.length;
        waiting += bytes.length;
        if (waiting < BATCH) return;
        await writing;
        if (waiting > 0) start();
      }),
    sync: () =>
      about(path, async () => {
        await drain();
        await file.sync();
      }),
    close: () => about(path, () => drain().finally(() => file.close())),
  };
}

/** A write may be cut short by a signal, or by a disk that is nearly full. The pieces are not copied together. */
async function writeAll(file: FileHandle, pieces: readonly Uint8Array[], at: number): Promise<void> {
  let [rest, place] = [pieces, at];
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest, place);
    place += bytesWritten;
    rest = behind(rest, bytesWritten);
  }
}
