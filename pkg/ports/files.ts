/** What the flows and commands need of the local disk. `pkg/files` is the real one. */

export interface Files {
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** Whole or not at all: a temporary file in the same folder, fsync, rename. Mode defaults to 0600. */
  writeWhole(path: string, content: string | Uint8Array, mode?: number): Promise<void>;
  makeFolder(path: string, mode?: number): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Bytes that a file of this folder's disk may still take. */
  freeBytes(folder: string): Promise<number>;
}
