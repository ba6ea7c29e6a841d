/** Folders of files: new ones are there whole or not at all, and nothing of the person's is ever removed. */
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
  /** Names drafts: no two runs share one. */
  readonly unique: string;
}

/** Writes beside `folder` and takes its place; it must not be there, or be empty. Throws UserError. */
export async function writeNewFolder(
  folder: string,
  contents: readonly FolderFile[],
  files: Files,
  options: FolderOptions,
): Promise<void> {
  const facts = await files.facts(folder);
  if (facts !== undefined && (facts.kind !== 'folder' || (await files.filesBelow(folder)).length > 0))
    throw thereAlready(folder);
  const place = await files.realPath(folder);
  await asDraft(place, contents, files, options, async (draft) => {
    try {
      await files.rename(draft, place);
    } catch (error) {
      throw inTheWay(folder, error);
    }
  });
}

function inTheWay(folder: string, error: unknown): unknown {
  const reason = error instanceof UserError ? error.reason : undefined;
  // It has folders, or another run was faster.
  if (reason === 'ENOTEMPTY' || reason === 'EEXIST') return thereAlready(folder);
  // There was nothing, and yet no folder can take its place.
  if (reason === 'ENOTDIR')
    return new UserError(`${folder} is a link that leads nowhere`, {
      hint: 'is the disk mounted that it leads to?',
      reason: 'NotOurs',
      cause: error,
    });
  return error;
}

function thereAlready(folder: string): UserError {
  return new UserError(`${folder} is there already: nothing in it is touched`, {
    hint: 'choose a folder that does not exist yet',
    reason: 'NotOurs',
  });
}

/** Puts a new folder in the place of an old one; a link to that stays one. Answers where the old one is kept, when it has files that are not `known`. */
export async function replaceFolder(
  folder: string,
  contents: readonly FolderFile[],
  known: ReadonlySet<string>,
  files: Files,
  options: FolderOptions,
): Promise<string | undefined> {
  // The link may lead to a disk that outlives this one.
  const place = await files.realPath(folder);
  const before = `${place}.${options.unique}.old`;
  await asDraft(place, contents, files, options, async (draft) => {
    await files.rename(place, before);
    try {
      await files.rename(draft, place);
    } catch (error) {
      await files.rename(before, place);
      throw error;
    }
  });
  if ((await files.filesBelow(before)).some((path) => !known.has(path))) return before;
  await files.removeFolder(before);
  return undefined;
}

/** Each file whole, in the folder that is there; what else lies in it stays. */
export async function overwriteFiles(
  folder: string,
  contents: readonly FolderFile[],
  files: Files,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, content, mode } of contents) {
    if (signal.aborted)
      throw new InterruptedError(`interrupted: ${folder} is only partly written anew`, 'run it again');
    const at = path.lastIndexOf('/');
    if (at > 0) await files.makeFolder(`${folder}/${path.slice(0, at)}`);
    await files.writeWhole(`${folder}/${path}`, content, mode);
  }
}

async function asDraft(
  folder: string,
  contents: readonly FolderFile[],
  files: Files,
  { signal, unique }: FolderOptions,
  place: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${folder}.${unique}.tmp`;
  try {
    await files.makeFolder(draft);
    await overwriteFiles(draft, contents, files, signal);
    await place(draft);
  } catch (error) {
    if (error instanceof InterruptedError) throw new InterruptedError('interrupted: nothing was written');
    throw error;
  } finally {
    await files.removeFolder(draft);
  }
}
