/** Fetches one object into a file that has its name only when it is whole. */
import { InterruptedError, UserError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';
import type { Inspection } from '../snapshot/inspection.ts';
import { humanSize } from '../words/size.ts';
import { PartFile } from './part-file.ts';
import { type ReceiveOptions, receiveObject } from './receive-object.ts';

export interface DownloadOptions extends ReceiveOptions {
  /** Looks at the file before it gets its name; not set: only its size is checked. */
  readonly inspect: ((path: string) => Promise<Inspection>) | undefined;
  /** Names this run, so that two that write the same file notice. */
  readonly run: string;
  /** An earlier run left so many bytes. */
  readonly onResume?: (bytes: number) => void;
}

export interface Downloaded {
  readonly size: number;
  /** Bytes that an earlier run had left. */
  readonly resumed: number;
  readonly inspection: Inspection | undefined;
}

/** Left free beside the file. */
const SPARE = 1024 * 1024;
/** Reasons for which what has arrived is of no use. */
const ANEW: Readonly<Record<string, string>> = {
  PreconditionFailed: 'the object changed meanwhile',
  BadRange: 'the store cannot send a part of an object',
};

/**
 * Downloads `object` to `target` (mode 0600, in `folder`). Resumes what an earlier run left of the same object; starts anew once where
 * the object changed meanwhile. Throws UserError; what has arrived stays in `target.part` for the next run.
 */
export async function downloadSnapshot(
  store: ObjectStore,
  files: Files,
  object: StoredObject,
  place: { readonly folder: string; readonly target: string },
  options: DownloadOptions,
): Promise<Downloaded> {
  try {
    return await downloadOnce(store, files, object, place, options);
  } catch (error) {
    const why = error instanceof UserError ? ANEW[error.reason ?? ''] : undefined;
    if (why === undefined) throw error;
    options.onTrouble?.(`${why}, starting anew`);
    return await downloadOnce(store, files, await store.head(object.key, options), place, options);
  }
}

async function downloadOnce(
  store: ObjectStore,
  files: Files,
  object: StoredObject,
  { folder, target }: { readonly folder: string; readonly target: string },
  options: DownloadOptions,
): Promise<Downloaded> {
  if (object.size === 0)
    throw new UserError(`${object.key} is empty in bucket ${store.bucket}: the backup was not written`, {
      reason: 'Empty',
    });
  const part = await PartFile.open(files, target, store.bucket, object, options.run);
  const { resumed } = part;
  try {
    if (resumed > 0) options.onResume?.(resumed);
    await checkRoom(files, folder, object.size - resumed);
    await part.claim();
    await receiveObject(store, object, part, options);
  } catch (error) {
    await part.pause().catch(() => undefined); // a full disk cannot even keep the note of it: the first error counts
    if (error instanceof UserError && error.reason === 'BadRange') await part.distrust();
    throw error instanceof InterruptedError ? interrupted(part, object) : error;
  }
  await part.complete();
  const inspection = await options.inspect?.(part.path).catch((error: unknown) => {
    throw error instanceof InterruptedError ? interrupted(part, object) : error;
  });
  if (inspection?.ok === false) {
    await part.distrust();
    throw damaged(inspection, part.path);
  }
  await part.publish();
  return { size: object.size, resumed, inspection };
}

async function checkRoom(files: Files, folder: string, wanted: number): Promise<void> {
  const free = await files.freeBytes(folder);
  if (free >= wanted + SPARE) return;
  throw new UserError(
    `no room in ${folder}: ${humanSize(wanted)} are still to come, ${humanSize(free)} are free`,
    {
      reason: 'ENOSPC',
      hint: 'make room, or name a file on a larger disk with -O',
    },
  );
}

function interrupted(part: PartFile, { size }: StoredObject): InterruptedError {
  return new InterruptedError(
    `interrupted: ${humanSize(part.size)} of ${humanSize(size)} are in ${part.path}`,
    'run it again: it goes on where it stopped',
  );
}

function damaged(inspection: Inspection, path: string): UserError {
  const [first] = inspection.damage;
  return new UserError(`the snapshot is damaged: ${first?.message ?? 'unknown'}`, {
    reason: 'Damaged',
    hint: `it stays in ${path} to look at; take another backup: the next download fetches this one anew`,
  });
}
