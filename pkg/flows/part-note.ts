/** `NAME.part.json`: of which object the unfinished `NAME.part` is, how much of it the disk has, and which run writes it. */
import type { Files } from '../ports/files.ts';

/** What the note holds. Only bytes that the disk is known to have are built upon. */
export interface PartNote {
  readonly bucket: string;
  readonly key: string;
  /** null where the store told none: then nothing can be resumed. */
  readonly etag: string | null;
  readonly size: number;
  readonly synced: number;
  /** The run that writes the file. */
  readonly run: string;
}

/** A note without how far it has come. */
export type PartObject = Omit<PartNote, 'synced'>;

const noteOf = (target: string): string => `${target}.part.json`;

export async function writeNote(files: Files, target: string, note: PartNote): Promise<void> {
  await files.writeWhole(noteOf(target), `${JSON.stringify(note)}\n`);
}

export function removeNote(files: Files, target: string): Promise<void> {
  return files.remove(noteOf(target));
}

/** The run that wrote the note last; undefined where there is none that can be read. */
export async function noteOwner(files: Files, target: string): Promise<unknown> {
  return (await readNote(files, target))['run'];
}

/** How many bytes the note knows to be there of this very object; 0 where it speaks of another one, or of nothing. */
export async function notedBytes(files: Files, target: string, object: PartObject): Promise<number> {
  const note = await readNote(files, target);
  const same = (['bucket', 'key', 'etag', 'size'] as const).every((field) => note[field] === object[field]);
  const { synced } = note;
  if (!same || object.etag === null || typeof synced !== 'number') return 0;
  return Number.isSafeInteger(synced) && synced > 0 ? Math.min(synced, object.size) : 0;
}

async function readNote(files: Files, target: string): Promise<Readonly<Record<string, unknown>>> {
  const path = noteOf(target);
  if (!(await files.exists(path))) return {};
  try {
    const value: unknown = JSON.parse(await files.readText(path));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
