/** An unfinished download: `NAME.part` with what has arrived, and a note beside it from which another run can go on. */
import { UserError } from '../errors.ts';
import type { Files, GrowingFile } from '../ports/files.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { notedBytes, noteOwner, type PartObject, removeNote, writeNote } from './part-note.ts';

/** The disk is told to keep what has arrived every so many bytes: as much is fetched again after a kill. */
const CHECKPOINT = 16 * 1024 * 1024;

export class PartFile {
  readonly path: string;
  /** Bytes that an earlier run left. */
  readonly resumed: number;
  readonly #files: Files;
  readonly #target: string;
  readonly #file: GrowingFile;
  readonly #object: PartObject;
  #checkpointed: number;
  #saving: Promise<void> | undefined;
  #trouble: unknown;

  private constructor(files: Files, target: string, file: GrowingFile, object: PartObject) {
    this.path = partOf(target);
    this.resumed = file.size;
    this.#files = files;
    this.#target = target;
    this.#file = file;
    this.#object = object;
    this.#checkpointed = file.size;
  }

  /** Goes on with what an earlier run left of the same object, or starts anew. `run` is unlike that of any other run. */
  static async open(
    files: Files,
    target: string,
    bucket: string,
    { key, size, etag }: StoredObject,
    run: string,
  ): Promise<PartFile> {
    const object: PartObject = { bucket, key, size, etag: etag ?? null, run };
    const part = await files.facts(partOf(target));
    const keep = part?.kind === 'file' ? Math.min(part.size, await notedBytes(files, target, object)) : 0;
    // A run that still writes to the old file is left with it: the new one is another file.
    if (keep === 0) await files.remove(partOf(target));
    return new PartFile(files, target, await files.openAppend(partOf(target), keep), object);
  }

  get size(): number {
    return this.#file.size;
  }

  /** Says in the note that this run writes the file now. */
  async claim(): Promise<void> {
    await writeNote(this.#files, this.#target, { ...this.#object, synced: this.resumed });
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#file.append(bytes);
    if (this.#trouble !== undefined) throw this.#trouble;
    if (this.size - this.#checkpointed < CHECKPOINT || this.#saving !== undefined) return;
    // Beside the transfer, not in its way.
    this.#saving = this.#save()
      .catch((error: unknown) => {
        this.#trouble = error;
      })
      .finally(() => {
        this.#saving = undefined;
      });
  }

  /** Leaves things so that the next run goes on here. */
  async pause(): Promise<void> {
    await this.#saving;
    try {
      await this.#save();
    } finally {
      await this.#file.close();
    }
  }

  /** Everything has arrived: on the disk, but not under its name yet. */
  async complete(): Promise<void> {
    await this.pause();
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  /** Gives the file its name. */
  async publish(): Promise<void> {
    await this.#checkOwner();
    if ((await this.#files.facts(this.path))?.size !== this.#object.size) throw this.#taken();
    if (await this.#files.exists(this.#target))
      throw new UserError(`${this.#target} came into being meanwhile, and stays as it is`, {
        hint: `what was fetched is in ${this.path}`,
        reason: 'Taken',
      });
    await this.#files.rename(this.path, this.#target);
    await removeNote(this.#files, this.#target);
  }

  /** The next run starts anew; what is there can still be looked at. */
  async distrust(): Promise<void> {
    await removeNote(this.#files, this.#target);
  }

  async #save(): Promise<void> {
    const synced = this.size;
    await this.#file.sync();
    await this.#checkOwner();
    this.#checkpointed = synced;
    await writeNote(this.#files, this.#target, { ...this.#object, synced });
  }

  /** Two runs that write one file would spoil it for each other: the one that came later goes on alone. */
  async #checkOwner(): Promise<void> {
    if ((await noteOwner(this.#files, this.#target)) !== this.#object.run) throw this.#taken();
  }

  #taken(): UserError {
    return new UserError(`another run downloads to ${this.#target} as well`, {
      hint: 'let that one end, or name another file with -O',
      reason: 'Taken',
    });
  }
}

const partOf = (target: string): string => `${target}.part`;
