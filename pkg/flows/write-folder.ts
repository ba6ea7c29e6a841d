/** A folder of files that is there whole or not at all. */
import { InterruptedError, UserError } from '../errors.ts';
import type { Files } from '../ports/files.ts';

export interface FolderFile {
  /** Relative, with `/`; its folders are made. */
  readonly path: string;
  readonly content: string;
  /** Defaults to 0600. */
  readonly mode?: number;
}

export interface FolderOptions {
  readonly signal: AbortSignal;
  /** A file that marks the folder as ours: only then is one that is there replaced. */
  readonly mark: string;
  /** Names the drafts: no two runs share one. */
  readonly unique: string;
}

/** Writes beside `folder`, then changes places. What was there before is removed last. Throws UserError. */
export async function writeFolder(
  folder: string,
  contents: readonly FolderFile[],
  files: Files,
  { signal, mark, unique }: FolderOptions,
): Promise<void> {
  const replaces = await mayReplace(folder, mark, files);
  const draft = `${folder}.${unique}.tmp`;
  const before = `${folder}.${unique}.old`;
  try {
    await fill(draft, contents, files, signal);
    if (replaces) await files.rename(folder, before);
    await files.rename(draft, folder);
  } catch (error) {
    if (replaces && !(await files.exists(folder))) await files.rename(before, folder);
    throw error;
  } finally {
    await files.removeFolder(draft);
  }
  if (replaces) await files.removeFolder(before);
}

/** True for a folder of ours, false where there is none. */
async function mayReplace(folder: string, mark: string, files: Files): Promise<boolean> {
  const facts = await files.facts(folder);
  if (facts === undefined) return false;
  if (facts.kind === 'folder' && (await files.exists(`${folder}/${mark}`))) return true;
  if (facts.kind === 'folder' && (await files.isEmptyFolder(folder))) return true;
  throw new UserError(`${folder} is there and has no ${mark}: nothing in it is touched`, {
    hint: 'choose a folder that does not exist yet',
    reason: 'NotOurs',
  });
}

async function fill(
  draft: string,
  contents: readonly FolderFile[],
  files: Files,
  signal: AbortSignal,
): Promise<void> {
  await files.makeFolder(draft);
  for (const { path, content, mode } of contents) {
    if (signal.aborted) throw new InterruptedError('interrupted: nothing was written');
    const at = path.lastIndexOf('/');
    if (at > 0) await files.makeFolder(`${draft}/${path.slice(0, at)}`);
    await files.writeWhole(`${draft}/${path}`, content, mode);
  }
}
