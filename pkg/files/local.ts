/** The local disk as the `Files` port. */
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { FileFacts, Files } from '../ports/files.ts';
import { sha256 } from './digest.ts';
import { openAppend, openRead } from './open.ts';
import { about } from './trouble.ts';
import { syncFolder, writeWhole } from './whole.ts';

/** The disk that the process sees. */
export const localFiles: Files = {
  readText: (path) => about(path, () => readFile(path, 'utf8')),
  readBytes: (path) => about(path, () => readFile(path)),
  writeWhole,
  makeFolder: (path, mode = 0o700) => about(path, () => makeFolders(path, mode)),
  exists: async (path) => (await factsOf(path)) !== undefined,
  facts: factsOf,
  realPath: async (path) => ((await factsOf(path)) === undefined ? path : about(path, () => realpath(path))),
  freeBytes: (folder) =>
    about(folder, async () => {
      const disk = await statfs(folder);
      return disk.bavail * disk.bsize;
    }),
  openRead,
  openAppend,
  rename: (from, to) =>
    about(to, async () => {
      await rename(from, to);
      await syncFolder(dirname(to));
    }),
  remove: (path) => about(path, () => rm(path, { force: true })),
  removeFolder: (path) => about(path, () => rm(path, { force: true, recursive: true })),
  filesBelow: (folder) => about(folder, () => filesBelow(folder)),
  sha256,
  inTemporaryFolder: async (work) => {
    const folder = await about(tmpdir(), () => mkdtemp(join(tmpdir(), 'kubectl-etcdbackup-')));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Step by step: Node's own recursive mkdir never ends where a folder is there and says ENOENT all the same, as /proc does. */
async function makeFolders(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) return;
    const parent = dirname(path);
    const above = await stat(parent).catch(() => undefined);
    if (code !== 'ENOENT' || above !== undefined || parent === path) throw error;
    await makeFolders(parent, mode);
    await makeFolders(path, mode);
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  if ((await factsOf(folder)) === undefined) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function factsOf(path: string): Promise<FileFacts | undefined> {
  return about(path, async () => {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
    return { size: found.size, kind, modified: found.mtimeMs };
  });
}
