/** Bytes that can be read at any place: a file, a part of a file, or memory. */

export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /**
   * Fills `into` from `position` and answers how many bytes were there (fewer than asked only at the end).
   * Synchronous: a reader of pages makes hundreds of thousands of small reads, and a promise for each costs more than the read.
   */
  read(position: number, into: Uint8Array): number;
}
