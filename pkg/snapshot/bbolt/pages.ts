/** Pages of a bbolt file, read as they are needed into one small window, each checked and used once. */
import type { ByteSource } from '../../ports/bytes.ts';
import type { HashedMemory } from '../crc32c.ts';
import { Damage } from '../damage.ts';
import { type Meta, PAGE_HEADER, u64 } from './meta.ts';

/** Read ahead this much at most: it stays in the processor's cache, larger chunks are slower. */
const AHEAD = 256 * 1024;
/** etcd's largest request is 10 MiB and a leaf holds few such values: more is no page that etcd wrote. */
const LARGEST_PAGE = 64 * 1024 * 1024;

export interface Page {
  readonly id: number;
  /** Where it lies in the window, until the next page is opened. */
  readonly at: number;
  /** Bytes with its overflow pages. */
  readonly length: number;
  readonly flags: number;
  readonly count: number;
}

export class Pages {
  readonly pageSize: number;
  readonly count: number;
  readonly #source: ByteSource;
  readonly #memory: HashedMemory;
  /** One bit for each page that has been reached. */
  readonly #reached: Uint8Array;
  /** Pages that have been reached, with the two meta pages. */
  used = 0;
  #windowStart = 0;
  #windowLength = 0;
  #view: DataView;

  constructor(source: ByteSource, meta: Meta, memory: HashedMemory) {
    this.#source = source;
    this.#memory = memory;
    this.pageSize = meta.pageSize;
    this.count = Math.min(meta.pages, Math.ceil(source.size / meta.pageSize));
    this.#reached = new Uint8Array(Math.ceil(this.count / 8));
    this.#view = viewOf(memory);
  }

  /** The window, by which entries are read: another one after each `open`. */
  get view(): DataView {
    return this.#view;
  }
  get bytes(): Uint8Array {
    return this.#memory.bytes;
  }

  /** Bytes of the pages that have been reached. */
  get walked(): number {
    return this.used * this.pageSize;
  }

  byteOf(id: number): number {
    return id * this.pageSize;
  }

  damage(id: number, what: string): Damage {
    return new Damage(`page ${id} ${what}`, { page: id, byte: this.byteOf(id) });
  }

  reached(id: number): boolean {
    return ((this.#reached[id >>> 3] ?? 0) & (1 << (id & 7))) !== 0;
  }

  /** Pages 0 and 1 (meta) and every page that was opened, with overflow. */
  claim(id: number, from: number): void {
    if (this.reached(id)) throw this.damage(from, `leads to page ${id}, which is used already`);
    this.#reached[id >>> 3] = (this.#reached[id >>> 3] ?? 0) | (1 << (id & 7));
    this.used++;
  }

  /** Reads page `id` that page `from` leads to; `last` is a page worth reading ahead to. */
  open(id: number, from: number, last = id): Page {
    if (!(id >= 2 && id < this.count))
      throw this.damage(from, `leads to page ${id}, outside the file's ${this.count} pages`);
    const ahead = Math.min((last - id + 1) * this.pageSize, AHEAD);
    let at = this.#fetch(id, this.pageSize, ahead);
    const overflow = this.#view.getUint32(at + 12, true);
    if (u64(this.#view, at) !== id) throw this.damage(id, 'carries another page number');
    if (id + overflow >= this.count) throw this.damage(id, `runs over the file's ${this.count} pages`);
    const length = (overflow + 1) * this.pageSize;
    const flags = this.#view.getUint16(at + 8, true);
    const count = this.#view.getUint16(at + 10, true);
    for (let page = id; page <= id + overflow; page++) this.claim(page, from);
    if (length > LARGEST_PAGE) throw this.damage(id, `spans ${length} bytes, more than etcd ever writes`);
    if (overflow > 0) at = this.#fetch(id, length, Math.min(Math.max(length, ahead), LARGEST_PAGE));
    return { id, at, length, flags, count };
  }

  /** A page that lies inside another one's value (a small bucket); `from` is that other page. */
  adopt(bytes: Uint8Array, from: number): Page {
    if (bytes.length < PAGE_HEADER) throw this.damage(from, 'holds a bucket that is too short');
    this.#memory.grow(bytes.length);
    this.#view = viewOf(this.#memory);
    this.#memory.bytes.set(bytes);
    this.#windowLength = 0;
    const [flags, count] = [this.#view.getUint16(8, true), this.#view.getUint16(10, true)];
    return { id: from, at: 0, length: bytes.length, flags, count };
  }

  /** Where `length` bytes from page `id` lie in the window; reads `ahead` bytes where they have to be read. */
  #fetch(id: number, length: number, ahead: number): number {
    const start = this.byteOf(id);
    const end = this.#windowStart + this.#windowLength;
    if (start >= this.#windowStart && start + length <= end) return start - this.#windowStart;
    this.#memory.grow(ahead);
    const window = this.#memory.bytes;
    if (this.#view.buffer !== window.buffer) this.#view = viewOf(this.#memory);
    this.#windowStart = start;
    this.#windowLength = 0;
    this.#windowLength = this.#source.read(start, window.subarray(0, ahead));
    if (this.#windowLength < length) throw this.damage(id, 'is cut off by the end of the file');
    return 0;
  }
}

function viewOf(memory: HashedMemory): DataView {
  return new DataView(memory.bytes.buffer, memory.bytes.byteOffset, memory.bytes.length);
}
