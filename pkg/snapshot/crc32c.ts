/**
 * CRC-32C (Castagnoli), the hash of `etcdutl snapshot status`, over memory that the bytes are read into straight from the file.
 * `node:zlib` has CRC-32 only, of another polynomial. Sixteen bytes a step by sixteen tables ("slicing by 16", Intel 2006).
 */
import {
  add,
  and,
  type Code,
  constant,
  get,
  isAtLeast,
  isBelow,
  load,
  loadByte,
  moduleOf,
  set,
  shiftLeft,
  shiftRight,
  subtract,
  until,
  xor,
} from './wasm.ts';

/** What this file uses of WebAssembly: its types stand in the browser's library only. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
};
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const POLYNOMIAL = 0x82f63b78;
const SLICES = 16;
const TABLE_BYTES = SLICES * 256 * 4;
const WASM_PAGE = 65536;

function tables(): Int32Array {
  const table = new Int32Array(SLICES * 256);
  const at = (index: number) => table[index] ?? 0;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let index = 256; index < table.length; index++) {
    const before = at(index - 256);
    table[index] = (before >>> 8) ^ at(before & 255);
  }
  return table;
}

/** The word of table `slice` for one byte of a word; the index is shifted into place, not shifted down and up again. */
function lookup(word: number, byte: number, slice: number): Code {
  const scaled =
    byte === 0 ? shiftLeft(get(word), constant(2)) : shiftRight(get(word), constant(byte * 8 - 2));
  return load(and(scaled, constant(1020)), slice * 1024);
}

/** As a tree, so that the processor can do the halves side by side: a chain is a third slower. */
function xorTree(terms: readonly Code[]): Code {
  const [first = []] = terms;
  if (terms.length === 1) return first;
  const half = terms.length >> 1;
  return xor(xorTree(terms.slice(0, half)), xorTree(terms.slice(half)));
}

function program(): Uint8Array<ArrayBuffer> {
  const [at, end, crc] = [0, 1, 2]; // the arguments; the second is the length until it becomes the end
  const words = [3, 4, 5, 6];
  const flip = set(crc, xor(get(crc), constant(-1)));
  const sixteen = [
    ...words.flatMap((word, index) => {
      const loaded = load(get(at), index * 4);
      return set(word, index === 0 ? xor(loaded, get(crc)) : loaded);
    }),
    ...set(
      crc,
      xorTree(
        words.flatMap((word, index) => [0, 1, 2, 3].map((byte) => lookup(word, byte, 15 - index * 4 - byte))),
      ),
    ),
    ...set(at, add(get(at), constant(16))),
  ];
  const index = shiftLeft(and(xor(get(crc), loadByte(get(at))), constant(255)), constant(2));
  const one = [
    ...set(crc, xor(shiftRight(get(crc), constant(8)), load(index, 0))),
    ...set(at, add(get(at), constant(1))),
  ];
  return moduleOf(words.length, [
    ...set(end, add(get(at), get(end))),
    ...flip,
    ...until(isBelow(subtract(get(end), get(at)), constant(16)), sixteen),
    ...until(isAtLeast(get(at), get(end)), one),
    ...flip,
    ...get(crc),
  ]);
}

type Run = (at: number, length: number, crc: number) => number;

/** Made once, however many files are read. */
const TABLES = tables();
const MODULE = new WebAssembly.Module(program());

/** CRC-32C of a few bytes, going on from `crc`: bit by bit, needs no tables. */
export function shortCrc32c(crc: number, bytes: Uint8Array): number {
  let state = ~crc;
  for (const byte of bytes) {
    state ^= byte;
    for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ POLYNOMIAL : state >>> 1;
  }
  return ~state >>> 0;
}

/** Memory to read into, and the CRC of any part of it. */
export class HashedMemory {
  readonly #memory: WasmMemory;
  readonly #run: Run;
  #bytes: Uint8Array<ArrayBuffer>;

  /** `bytes`: how much room there must be. */
  constructor(bytes: number) {
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil((TABLE_BYTES + bytes) / WASM_PAGE) });
    new Int32Array(this.#memory.buffer).set(TABLES);
    const instance = new WebAssembly.Instance(MODULE, { host: { memory: this.#memory } });
    this.#run = instance.exports['run'] as Run;
    this.#bytes = new Uint8Array(this.#memory.buffer, TABLE_BYTES);
  }

  /** The room. Another array after `grow`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Makes room for `bytes`, if there is not; what was there stays. */
  grow(bytes: number): void {
    const missing = bytes - this.#bytes.length;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / WASM_PAGE));
    this.#bytes = new Uint8Array(this.#memory.buffer, TABLE_BYTES);
  }

  /** Goes on from `crc` (0 at the start) over `length` bytes at `at`; an unsigned 32-bit number. */
  crc(crc: number, at: number, length: number): number {
    if (at < 0 || length < 0 || at + length > this.#bytes.length) throw new RangeError('outside the memory');
    return this.#run(TABLE_BYTES + at, length, crc) >>> 0;
  }
}
