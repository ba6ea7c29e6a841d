/** The buckets of a bbolt file: entries of the root tree, each with a tree of its own. */
import { Damage } from '../damage.ts';
import { type Meta, u64 } from './meta.ts';
import type { Pages } from './pages.ts';
import { type Root, walkTree } from './tree.ts';

const BUCKET = 0x01;
const BUCKET_HEADER = 16;
/** etcd has eleven; a file with more than this is not etcd's and would only fill memory. */
const MOST_BUCKETS = 256;
/** bbolt keeps a bucket inside a value only while it is smaller than a quarter of a page. */
const LARGEST_INLINE = 16 * 1024;

export interface Bucket {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly root: Root;
}

/** Every bucket in the order of its name. Throws Damage. */
export function readBuckets(pages: Pages, meta: Meta): Bucket[] {
  const buckets: Bucket[] = [];
  const walk = walkTree(
    pages,
    { page: meta.root, from: meta.page },
    {
      run() {},
      entry({ page, flags, keyAt, keyLength, valueAt, valueLength }) {
        const nameBytes = pages.bytes.slice(keyAt, keyAt + keyLength);
        if (flags !== BUCKET || valueLength < BUCKET_HEADER)
          throw pages.damage(page, 'holds an entry that is no bucket, where all must be');
        if (buckets.length === MOST_BUCKETS)
          throw pages.damage(page, `holds more than ${MOST_BUCKETS} buckets`);
        if (valueLength > BUCKET_HEADER + LARGEST_INLINE)
          throw pages.damage(page, `holds a bucket of ${valueLength} bytes, more than fit into a value`);
        const root = u64(pages.view, valueAt);
        const inline = pages.bytes.slice(valueAt + BUCKET_HEADER, valueAt + valueLength);
        const name = new TextDecoder('latin1').decode(nameBytes);
        buckets.push({
          name,
          nameBytes,
          root: { page: root, from: page, ...(root === 0 ? { inline } : {}) },
        });
      },
    },
  );
  for (const _ of walk);
  return buckets;
}

/** The length that the meta page promises against the one that is there. */
export function checkLength(meta: Meta, size: number): void {
  const promised = meta.pages * meta.pageSize;
  if (size < promised)
    throw new Damage(`the file is cut short: the database has ${promised} bytes, ${size} are there`, {
      byte: size,
    });
}
