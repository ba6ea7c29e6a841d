/** Reads a whole etcd database once, in key order: proves its structure, hashes it, and counts what is in it. */
import type { ByteSource } from '../ports/bytes.ts';
import { type Bucket, checkLength, readBuckets } from './bbolt/buckets.ts';
import { checkFreelist } from './bbolt/freelist.ts';
import { type Meta, readMetas } from './bbolt/meta.ts';
import { Pages } from './bbolt/pages.ts';
import { type Entry, walkTree } from './bbolt/tree.ts';
import { HashedMemory, shortCrc32c } from './crc32c.ts';
import { Damage } from './damage.ts';
import { RecordReader } from './etcd/record.ts';
import { type EtcdState, etcdState, KEPT_BUCKETS, type Pair } from './etcd/small-buckets.ts';
import { Inventory } from './kubernetes/inventory.ts';

/** What one reading found. All of it is the whole truth only where `damage` is empty. */
export interface Database {
  readonly damage: Damage | undefined;
  readonly meta: Meta | undefined;
  /** As `etcdutl snapshot status` has it: CRC-32C over bucket names, keys and values. */
  readonly hash: number;
  readonly revision: number;
  /** Entries of all buckets: the total of etcdutl 3.4 and 3.5. */
  readonly entries: number;
  /** Entries of the bucket `key`, one for each change that was not compacted away: the total of etcdutl 3.6. */
  readonly changes: number;
  readonly state: EtcdState;
  readonly inventory: Inventory;
  /** Pages in use, and pages on the free list (undefined where the file keeps none). */
  readonly usedPages: number;
  readonly freePages: number | undefined;
}

const WINDOW = 256 * 1024;
/** Small buckets with more than this are not etcd's, and would only fill memory. */
const MOST_KEPT = 10_000;
const MOST_KEPT_BYTES = 16 * 1024 * 1024;
const LARGEST_KEPT = 64 * 1024;

/** Reads `source`; yields the bytes walked so far now and then, so that the caller can breathe, show progress, or stop. */
export function* readDatabase(source: ByteSource): Generator<number, Database> {
  const reading = new Reading(source);
  try {
    yield* reading.all();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    reading.damage = error;
  }
  return reading.result();
}

class Reading {
  damage: Damage | undefined;
  readonly #source: ByteSource;
  readonly #memory = new HashedMemory(WINDOW);
  readonly #inventory = new Inventory();
  readonly #record = new RecordReader();
  readonly #kept = new Map<string, Pair[]>();
  readonly #counts = new Map<string, number>();
  #pages: Pages | undefined;
  #meta: Meta | undefined;
  #hash = 0;
  #freePages: number | undefined;
  #keptBytes = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  *all(): Generator<number> {
    const { meta, damage } = readMetas(this.#source);
    this.#meta = meta;
    checkLength(meta, this.#source.size);
    const pages = new Pages(this.#source, meta, this.#memory);
    this.#pages = pages;
    pages.claim(0, 0);
    pages.claim(1, 1);
    for (const bucket of readBuckets(pages, meta)) yield* this.#bucket(pages, bucket);
    this.#freePages = checkFreelist(pages, meta);
    if (damage !== undefined) throw damage;
  }

  *#bucket(pages: Pages, bucket: Bucket): Generator<number> {
    const { name, nameBytes, root } = bucket;
    this.#hash = shortCrc32c(this.#hash, nameBytes);
    const kept: Pair[] | undefined = KEPT_BUCKETS.has(name) ? [] : undefined;
    if (kept !== undefined) this.#kept.set(name, kept);
    let count = 0;
    const walk = walkTree(pages, root, {
      run: (at, length) => {
        this.#hash = this.#memory.crc(this.#hash, at, length);
      },
      entry: (entry) => {
        count++;
        if (entry.flags !== 0)
          throw pages.damage(entry.page, 'holds a bucket inside a bucket, which etcd never makes');
        if (name === 'key') this.#change(pages, entry);
        else if (kept !== undefined) this.#keep(kept, pages, entry);
      },
    });
    for (const _ of walk) yield pages.walked;
    this.#counts.set(name, count);
  }

  #keep(kept: Pair[], pages: Pages, entry: Entry): void {
    const size = entry.keyLength + entry.valueLength;
    if (size > LARGEST_KEPT || kept.length === MOST_KEPT || this.#keptBytes + size > MOST_KEPT_BYTES) return;
    this.#keptBytes += size;
    kept.push(pairOf(pages, entry));
  }

  #change(pages: Pages, { page, keyAt, keyLength, valueAt, valueLength }: Entry): void {
    const record = this.#record;
    const { bytes, view } = pages;
    if (!record.readRevision(bytes, view, keyAt, keyLength))
      throw pages.damage(page, 'holds a key that is no revision');
    // An empty record holds a place only: `--bump-revision` writes one.
    if (valueLength === 0) return;
    if (!record.readValue(bytes, valueAt, valueLength))
      throw pages.damage(page, 'holds a value that is no record');
    this.#inventory.take(bytes, view, record);
  }

  result(): Database {
    return {
      damage: this.damage,
      meta: this.#meta,
      hash: this.#hash,
      revision: this.#record.revision,
      entries: [...this.#counts.values()].reduce((sum, count) => sum + count, 0),
      changes: this.#counts.get('key') ?? 0,
      state: etcdState(this.#kept, this.#counts),
      inventory: this.#inventory,
      usedPages: this.#pages?.used ?? 0,
      freePages: this.#freePages,
    };
  }
}

function pairOf(pages: Pages, { keyAt, keyLength, valueAt, valueLength }: Entry): Pair {
  const { bytes } = pages;
  return { key: bytes.slice(keyAt, keyAt + keyLength), value: bytes.slice(valueAt, valueAt + valueLength) };
}
