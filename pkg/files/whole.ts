/** Writing that is whole or not at all, and known to the disk when it is done. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { about } from './trouble.ts';

/** Content under its name, whole or not at all: a temporary file beside it, fsync, rename. */
export function writeWhole(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  return about(path, async () => {
    const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    try {
      await fill(draft, content, mode);
      await rename(draft, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
}

async function fill(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await rm(path, { force: true }); // what a killed run with this process id left
  await withFile(await open(path, 'wx', mode), async (file) => {
    await file.writeFile(content);
    await file.chmod(mode); // whatever the umask took away
    await file.sync();
  });
}

/** A rename is safe against a power cut when its folder is on the disk too. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder cannot be opened there
  await withFile(await open(folder, 'r'), (handle) => handle.sync());
}

async function withFile(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
