/** Writes small bbolt files, so that a test can put any entry, or any damage, into one. */
import { fnv1a } from '../../pkg/snapshot/bbolt/meta.ts';

export type Entries = readonly (readonly [key: Uint8Array, value: Uint8Array])[];

export interface BboltFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Pages of each bucket's root. */
  readonly roots: ReadonlyMap<string, number>;
}

const HEADER = 16;
const ELEMENT = 16;

interface Options {
  readonly pageSize?: number;
  /** Entries in a leaf before the next one starts. */
  readonly leafEntries?: number;
  /** Pages that the list of free pages names; none is kept without it. */
  readonly free?: readonly number[];
}

/** A whole file: meta pages, leaves, branches above them where there is more than one leaf, and the root bucket. */
export function bboltFile(buckets: Readonly<Record<string, Entries>>, options: Options = {}): BboltFile {
  const size = options.pageSize ?? 4096;
  const pages: Uint8Array[] = [new Uint8Array(size), new Uint8Array(size)];
  const next = () => pages.reduce((sum, page) => sum + page.length / size, 0);
  const roots = new Map<string, number>();
  const add = (flags: number, entries: Entries, children: readonly number[]) => {
    const id = next();
    pages.push(pageOf({ id, flags, size }, entries, children));
    return id;
  };
  for (const [name, entries] of Object.entries(buckets).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const leaves = chunks(entries, options.leafEntries ?? 32);
    const ids = leaves.map((leaf) => add(0x02, leaf, []));
    const [first = 0] = ids;
    const heads: Entries = leaves.map((leaf) => [leaf[0]?.[0] ?? new Uint8Array(), new Uint8Array()]);
    roots.set(name, ids.length === 1 ? first : add(0x01, heads, ids));
  }
  const root = add(
    0x02,
    [...roots].map(([name, page]) => [utf8(name), bucketValue(page)]),
    [],
  );
  const free = options.free === undefined ? undefined : next();
  if (free !== undefined) pages.push(freelistOf(free, size, options.free ?? []));
  const total = next();
  for (const page of [0, 1]) fillMeta(pages[page] ?? new Uint8Array(), { page, size, root, free, total });
  return { bytes: new Uint8Array(Buffer.concat(pages)), roots };
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The key of the bucket `key`: a revision, with 't' for a deletion. */
export function revisionKey(main: number, deleted = false): Uint8Array {
  const bytes = new Uint8Array(deleted ? 18 : 17);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(main));
  bytes[8] = 0x5f;
  if (deleted) bytes[17] = 0x74;
  return bytes;
}

/** Protobuf: a field of bytes. */
export function bytesField(number: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]);
}

/** Protobuf: a number. */
export function numberField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8), ...varint(value)]);
}

/** The value of the bucket `key`: mvccpb.KeyValue. */
export function keyValue(key: string, value: Uint8Array | string, revision = 1): Uint8Array {
  const numbers = [2, 3, 4].map((number) => numberField(number, revision));
  return Buffer.concat([bytesField(1, key), ...numbers, bytesField(5, value)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

function chunks(entries: Entries, size: number): Entries[] {
  const result: Entries[] = [];
  for (let at = 0; at < entries.length; at += size) result.push(entries.slice(at, at + size));
  return result.length === 0 ? [[]] : result;
}

function bucketValue(page: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(page), true);
  return bytes;
}

interface PagePlace {
  readonly id: number;
  readonly flags: number;
  readonly size: number;
}

function pageOf({ id, flags, size }: PagePlace, entries: Entries, children: readonly number[]): Uint8Array {
  const data = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const span = Math.ceil((HEADER + entries.length * ELEMENT + data) / size);
  const bytes = new Uint8Array(span * size);
  const view = header(bytes, id, flags, entries.length, span - 1);
  let place = HEADER + entries.length * ELEMENT;
  for (const [index, [key, value]] of entries.entries()) {
    const element = HEADER + index * ELEMENT;
    const numbers =
      flags === 0x01
        ? [place - element, key.length, children[index] ?? 0, 0]
        : [children.length, place - element, key.length, value.length];
    for (const [word, number] of numbers.entries()) view.setUint32(element + word * 4, number, true);
    if (flags === 0x02 && isBucket(entries)) view.setUint32(element, 1, true);
    bytes.set(key, place);
    bytes.set(value, place + key.length);
    place += key.length + value.length;
  }
  return bytes;
}

/** Only the root's values are 16 bytes of bucket header under a name without a revision. */
function isBucket(entries: Entries): boolean {
  return (
    entries.length > 0 &&
    entries.every(([key, value]) => value.length === 16 && value[15] === 0 && key.length < 16)
  );
}

function freelistOf(id: number, size: number, free: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = header(bytes, id, 0x10, free.length, 0);
  for (const [index, page] of free.entries()) view.setBigUint64(HEADER + index * 8, BigInt(page), true);
  return bytes;
}

function header(bytes: Uint8Array, id: number, flags: number, count: number, overflow: number): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setBigUint64(0, BigInt(id), true);
  view.setUint16(8, flags, true);
  view.setUint16(10, count, true);
  view.setUint32(12, overflow, true);
  return view;
}

interface MetaPlace {
  readonly page: number;
  readonly size: number;
  readonly root: number;
  readonly free: number | undefined;
  readonly total: number;
}

function fillMeta(bytes: Uint8Array, { page, size, root, free, total }: MetaPlace): void {
  const view = header(bytes, page, 0x04, 0, 0);
  for (const [word, number] of [0xed0cdaed, 2, size, 0].entries())
    view.setUint32(16 + word * 4, number, true);
  const none = 0xffff_ffff_ffff_ffffn;
  const longs = [BigInt(root), 0n, free === undefined ? none : BigInt(free), BigInt(total), BigInt(page)];
  for (const [word, number] of longs.entries()) view.setBigUint64(32 + word * 8, number, true);
  view.setBigUint64(72, fnv1a(bytes.subarray(16, 72)), true);
}
