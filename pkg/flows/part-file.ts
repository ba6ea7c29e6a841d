/** An unfinished download: `NAME.part` with what has arrived, and `NAME.part.json` that says of which object, and how much the disk has. */
import type { Files, GrowingFile } from '../ports/files.ts';
import type { StoredObject } from '../ports/object-store.ts';

/** What `NAME.part.json` holds. Only bytes that the disk is known to have are built upon. */
interface PartState {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly synced: number;
}

/** The disk is told to keep what has arrived every so many bytes: as much is fetched again after a kill. */
const CHECKPOINT = 16 * 1024 * 1024;

export class PartFile {
  readonly path: string;
  /** Bytes that an earlier run left. */
  readonly resumed: number;
  readonly #files: Files;
  readonly #target: string;
  readonly #file: GrowingFile;
  readonly #object: Omit<PartState, 'synced'> | undefined;
  #checkpointed: number;
  #saving: Promise<void> | undefined;
  #trouble: unknown;

  private constructor(
    files: Files,
    target: string,
    file: GrowingFile,
    object: Omit<PartState, 'synced'> | undefined,
  ) {
    this.path = partOf(target);
    this.resumed = file.size;
    this.#files = files;
    this.#target = target;
    this.#file = file;
    this.#object = object;
    this.#checkpointed = file.size;
  }

  /** Goes on with what an earlier run left of the same object, or starts anew. Without an ETag nothing can be resumed. */
  static async open(files: Files, target: string, bucket: string, object: StoredObject): Promise<PartFile> {
    const { key, size, etag } = object;
    const same = etag === undefined ? undefined : { bucket, key, size, etag };
    const keep = same === undefined ? 0 : await leftOver(files, target, same);
    return new PartFile(files, target, await files.openAppend(partOf(target), keep), same);
  }

  get size(): number {
    return this.#file.size;
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
    await this.#files.rename(this.path, this.#target);
    await this.#files.remove(stateOf(this.#target));
  }

  /** The next run starts anew; what is there can still be looked at. */
  async distrust(): Promise<void> {
    await this.#files.remove(stateOf(this.#target));
  }

  async #save(): Promise<void> {
    const synced = this.size;
    await this.#file.sync();
    this.#checkpointed = synced;
    if (this.#object === undefined) return;
    const state: PartState = { ...this.#object, synced };
    await this.#files.writeWhole(stateOf(this.#target), `${JSON.stringify(state)}\n`);
  }
}

const partOf = (target: string): string => `${target}.part`;
const stateOf = (target: string): string => `${target}.part.json`;

/** How many bytes of an earlier run are of this very object. */
async function leftOver(files: Files, target: string, object: Omit<PartState, 'synced'>): Promise<number> {
  const part = await files.facts(partOf(target));
  if (part?.kind !== 'file' || !(await files.exists(stateOf(target)))) return 0;
  const state = readState(await files.readText(stateOf(target)));
  const same = (['bucket', 'key', 'etag', 'size'] as const).every((field) => state[field] === object[field]);
  const { synced } = state;
  if (!same || typeof synced !== 'number' || !Number.isSafeInteger(synced) || synced < 0) return 0;
  return Math.min(synced, part.size, object.size);
}

function readState(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
