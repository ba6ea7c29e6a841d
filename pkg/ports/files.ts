/** What the flows and commands need of the local disk. `pkg/files` is the real one. */
import type { ByteSource } from './bytes.ts';

/** A file open for reading at any place. */
export interface OpenFile extends ByteSource {
  close(): void;
}

/** A file that grows at its end. */
export interface GrowingFile {
  /** Bytes so far. */
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when the disk has it all. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileFacts {
  /** Bytes. */
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'other';
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Every method throws UserError in words; `reason` holds the system's own code (ENOENT, EACCES, ENOSPC, …). */
export interface Files {
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** Whole or not at all: a temporary file in the same folder, fsync, rename. Mode defaults to 0600. */
  writeWhole(path: string, content: string | Uint8Array, mode?: number): Promise<void>;
  makeFolder(path: string, mode?: number): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** undefined where there is nothing of that name. */
  facts(path: string): Promise<FileFacts | undefined>;
  /** Where links lead; the path itself where there is nothing. */
  realPath(path: string): Promise<string>;
  /** Bytes that a file of this folder's disk may still take. */
  freeBytes(folder: string): Promise<number>;
  openRead(path: string): Promise<OpenFile>;
  /** Keeps the first `keep` bytes of what is there and goes on behind them. Mode 0600. */
  openAppend(path: string, keep: number): Promise<GrowingFile>;
  /** Moves `from` over `to`, and resolves when the disk knows. */
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens where there is no such file. */
  remove(path: string): Promise<void>;
  /** With all that is in it; nothing happens where there is no such folder. */
  removeFolder(path: string): Promise<void>;
  /** Every file below, relative, with `/`; empty where there is no such folder. */
  filesBelow(folder: string): Promise<readonly string[]>;
  /** SHA-256 of `length` bytes from `start`, on a thread of its own: the caller can compute meanwhile. */
  sha256(path: string, start: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** A private folder for the time of `work`, removed with all that is in it. */
  inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T>;
}
