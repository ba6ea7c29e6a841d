/** The two meta pages of a bbolt file: which one holds, and what it says. Layout: go.etcd.io/bbolt, internal/common/meta.go. */
import type { ByteSource } from '../../ports/bytes.ts';
import { Damage } from '../damage.ts';

export const PAGE_HEADER = 16;
const MAGIC = 0xed0cdaed;
const VERSION = 2;
const META_BYTES = 64;
const META_FLAG = 0x04;
const NO_FREELIST = 0xffffffff;

export interface Meta {
  /** 0 or 1: the page it stands in. */
  readonly page: number;
  readonly pageSize: number;
  /** Page of the root bucket. */
  readonly root: number;
  /** Page of the list of free pages; undefined where none is kept (etcd ≥ 3.4 on Linux). */
  readonly freelist: number | undefined;
  /** Pages that the file has: the first number that is not in use. */
  readonly pages: number;
  readonly transaction: number;
}

export interface Metas {
  /** The newer valid one. */
  readonly meta: Meta;
  /** What is wrong with the other one, where it is not valid. */
  readonly damage: Damage | undefined;
}

/** A little-endian u64 as a number; inexact above 2⁵³, where every use here is out of bounds anyway. */
export function u64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

/** FNV-1a, 64 bits, as Go's hash/fnv has it. */
export function fnv1a(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

/** Every size that a bbolt page can have; 4096 nearly everywhere, 64 KiB on some ARM and POWER machines. */
const PAGE_SIZES = Array.from({ length: 10 }, (_, power) => 512 << power);

/** True where one of the two meta pages shows bbolt's magic number. */
export function looksLikeBbolt(source: ByteSource): boolean {
  return [0, ...PAGE_SIZES].some((start) => {
    const page = readAt(source, start);
    return page !== undefined && page.getUint32(PAGE_HEADER, true) === MAGIC;
  });
}

/** Reads both meta pages. Throws Damage where neither is valid. */
export function readMetas(source: ByteSource): Metas {
  const first = parse(source, 0, 0);
  if (!(first instanceof Damage)) {
    const second = parse(source, 1, first.pageSize);
    if (second instanceof Damage) return { meta: first, damage: second };
    return { meta: second.transaction > first.transaction ? second : first, damage: undefined };
  }
  // Without the first page the page size is unknown: the second one lies at one of a few places.
  for (const size of PAGE_SIZES) {
    const second = parse(source, 1, size);
    if (!(second instanceof Damage) && second.pageSize === size) return { meta: second, damage: first };
  }
  throw new Damage(`neither meta page is valid: ${first.message}`, { page: 0, byte: 0 });
}

function readAt(source: ByteSource, start: number): DataView | undefined {
  const bytes = new Uint8Array(PAGE_HEADER + META_BYTES);
  return source.read(start, bytes) === bytes.length ? new DataView(bytes.buffer) : undefined;
}

function parse(source: ByteSource, page: number, start: number): Meta | Damage {
  const bad = (what: string) => new Damage(`meta page ${page} ${what}`, { page, byte: start });
  const view = readAt(source, start);
  if (view === undefined) return bad('is missing: the file ends before it');
  const at = PAGE_HEADER;
  if (view.getUint32(at, true) !== MAGIC) return bad('has no bbolt magic number');
  if (view.getUint32(at + 4, true) !== VERSION)
    return bad(`has version ${view.getUint32(at + 4, true)}, not ${VERSION}`);
  const body = new Uint8Array(view.buffer, at, META_BYTES - 8);
  if (view.getBigUint64(at + 56, true) !== fnv1a(body)) return bad('has a wrong checksum');
  if (u64(view, 0) !== page || view.getUint16(8, true) !== META_FLAG) return bad('has a wrong header');
  const pageSize = view.getUint32(at + 8, true);
  if (!PAGE_SIZES.includes(pageSize)) return bad(`has the impossible page size ${pageSize}`);
  return {
    page,
    pageSize,
    root: u64(view, at + 16),
    freelist: view.getUint32(at + 36, true) === NO_FREELIST ? undefined : u64(view, at + 32),
    pages: u64(view, at + 40),
    transaction: u64(view, at + 48),
  };
}
