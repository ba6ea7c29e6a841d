/** Walks one bucket's B+ tree in key order, and believes nothing of what it reads. Layout: go.etcd.io/bbolt, internal/common/page.go. */
import { PAGE_HEADER, u64 } from './meta.ts';
import type { Page, Pages } from './pages.ts';

const BRANCH = 0x01;
const LEAF = 0x02;
const ELEMENT = 16;
/** A tree of 2⁶⁴ keys is not this deep. */
const DEEPEST = 64;
/** A branch outgrows its page only by a few long keys, and bbolt's longest has 32 KiB. */
const LARGEST_BRANCH = 1024 * 1024;
/** Lets the caller breathe after so many pages. */
const PAGES_A_STEP = 512;

/** What is told of a bucket, by places in the window. */
export interface Visitor {
  /** Keys and values as they lie one behind the other: key, value, key, value. */
  run(at: number, length: number): void;
  entry(entry: Entry): void;
}

/** One key and its value; the same object each time, with new numbers. */
export interface Entry {
  page: number;
  /** 1 where the value is a bucket. */
  flags: number;
  keyAt: number;
  keyLength: number;
  valueAt: number;
  valueLength: number;
}

interface Branch {
  readonly id: number;
  readonly children: readonly Child[];
  next: number;
  /** Every key below is smaller. */
  readonly above: Uint8Array | undefined;
}

interface Child {
  readonly id: number;
  /** No key below is smaller. */
  readonly key: Uint8Array;
  /** The last page of the stretch of the file that this child and its next siblings fill. */
  readonly stretch: number;
}

/** Where a bucket starts: a page of its own, or a page inside a value (`inline`). */
export interface Root {
  readonly page: number;
  /** The page that names it. */
  readonly from: number;
  readonly inline?: Uint8Array;
}

/** Tells the visitor every entry of the bucket. Throws Damage at the first page that is wrong. */
export function* walkTree(pages: Pages, root: Root, visitor: Visitor): Generator<void> {
  const leaf = new LeafReader(pages, visitor);
  const branches: Branch[] = [];
  let page =
    root.inline === undefined ? pages.open(root.page, root.from) : pages.adopt(root.inline, root.from);
  let above: Uint8Array | undefined;
  let below: Uint8Array | undefined;
  for (let step = 1; ; step++) {
    if (page.flags === LEAF) leaf.read(page, branches.length === 0, below, above);
    else if (page.flags === BRANCH) branches.push(readBranch(pages, page, below, above));
    else
      throw pages.damage(
        page.id,
        `is of type 0x${page.flags.toString(16)}, where a branch or a leaf should be`,
      );
    if (branches.length > DEEPEST) throw pages.damage(page.id, `is more than ${DEEPEST} levels deep`);
    let branch = branches.at(-1);
    while (branch !== undefined && branch.next === branch.children.length) {
      branches.pop();
      branch = branches.at(-1);
    }
    const child = branch?.children[branch.next++];
    if (branch === undefined || child === undefined) return;
    below = child.key;
    above = branch.children[branch.next]?.key ?? branch.above;
    page = pages.open(child.id, branch.id, child.stretch);
    if (step % PAGES_A_STEP === 0) yield;
  }
}

function readBranch(
  pages: Pages,
  page: Page,
  below: Uint8Array | undefined,
  above: Uint8Array | undefined,
): Branch {
  const { view, bytes } = pages;
  if (page.count === 0) throw pages.damage(page.id, 'is an empty branch');
  if (page.length > LARGEST_BRANCH)
    throw pages.damage(page.id, `is a branch of ${page.length} bytes, more than bbolt ever writes`);
  const found: { id: number; key: Uint8Array }[] = [];
  let free = checkTable(pages, page);
  for (let index = 0; index < page.count; index++) {
    const element = page.at + PAGE_HEADER + index * ELEMENT;
    const keyAt = element + view.getUint32(element, true);
    const end = keyAt + view.getUint32(element + 4, true);
    if (keyAt < free || end > page.at + page.length)
      throw pages.damage(page.id, `has key ${index} out of place`);
    const key = bytes.slice(keyAt, end);
    const before = found.at(-1)?.key ?? below;
    const order = before === undefined ? 1 : compare(key, before);
    if (order < 0 || (order === 0 && index > 0) || (above !== undefined && compare(key, above) >= 0))
      throw pages.damage(page.id, `has key ${index} out of order`);
    found.push({ id: u64(view, element + 8), key });
    free = end;
  }
  return { id: page.id, children: withStretches(found), next: 0, above };
}

/** Siblings that were written together lie together: reading a stretch at once saves most reads. */
function withStretches(children: readonly { id: number; key: Uint8Array }[]): Child[] {
  const result: Child[] = [];
  let last = -1;
  let next = Number.POSITIVE_INFINITY;
  for (const child of children.toReversed()) {
    const together = child.id < next && next - child.id <= 4;
    if (!together) last = child.id;
    result.push({ ...child, stretch: last });
    next = child.id;
  }
  return result.reverse();
}

/** The table of elements lies inside the page; answers where keys may start. */
function checkTable(pages: Pages, page: Page): number {
  const end = PAGE_HEADER + page.count * ELEMENT;
  if (end > page.length) throw pages.damage(page.id, `claims ${page.count} entries, more than fit`);
  return page.at + end;
}

class LeafReader {
  readonly #pages: Pages;
  readonly #visitor: Visitor;
  readonly #entry: Entry = { page: 0, flags: 0, keyAt: 0, keyLength: 0, valueAt: 0, valueLength: 0 };
  /** The last key of the leaf before. */
  #last: Uint8Array | undefined;

  constructor(pages: Pages, visitor: Visitor) {
    this.#pages = pages;
    this.#visitor = visitor;
  }

  read(page: Page, mayBeEmpty: boolean, below: Uint8Array | undefined, above: Uint8Array | undefined): void {
    const { view, bytes } = this.#pages;
    if (page.count === 0 && !mayBeEmpty) throw this.#pages.damage(page.id, 'is an empty leaf');
    const entry = this.#entry;
    const pageEnd = page.at + page.length;
    let free = checkTable(this.#pages, page);
    let runAt = free;
    entry.page = page.id;
    for (let index = 0, element = page.at + PAGE_HEADER; index < page.count; index++, element += ELEMENT) {
      const keyAt = element + view.getUint32(element + 4, true);
      const keyLength = view.getUint32(element + 8, true);
      const valueAt = keyAt + keyLength;
      const valueLength = view.getUint32(element + 12, true);
      if (keyAt < free || keyLength === 0 || valueAt + valueLength > pageEnd)
        throw this.#pages.damage(page.id, `has entry ${index} out of place`);
      if (index > 0 && !ascends(bytes, entry.keyAt, entry.keyLength, keyAt, keyLength))
        throw this.#pages.damage(page.id, `has key ${index} out of order`);
      if (keyAt !== free) {
        if (free > runAt) this.#visitor.run(runAt, free - runAt);
        runAt = keyAt;
      }
      free = valueAt + valueLength;
      entry.flags = view.getUint32(element, true);
      entry.keyAt = keyAt;
      entry.keyLength = keyLength;
      entry.valueAt = valueAt;
      entry.valueLength = valueLength;
      if (index === 0) this.#checkFirst(page, below);
      this.#visitor.entry(entry);
    }
    if (free > runAt) this.#visitor.run(runAt, free - runAt);
    if (page.count === 0) return;
    this.#last = bytes.slice(entry.keyAt, entry.keyAt + entry.keyLength);
    if (above !== undefined && compare(this.#last, above) >= 0)
      throw this.#pages.damage(page.id, 'holds keys that belong behind it');
  }

  #checkFirst(page: Page, below: Uint8Array | undefined): void {
    const { keyAt, keyLength } = this.#entry;
    const key = this.#pages.bytes.subarray(keyAt, keyAt + keyLength);
    const early = below !== undefined && compare(key, below) < 0;
    if (early || (this.#last !== undefined && compare(key, this.#last) <= 0))
      throw this.#pages.damage(page.id, 'holds keys that belong before it');
  }
}

/** Whether the second key is greater, byte by byte. */
function ascends(bytes: Uint8Array, at: number, length: number, nextAt: number, nextLength: number): boolean {
  const common = Math.min(length, nextLength);
  for (let index = 0; index < common; index++) {
    const difference = (bytes[nextAt + index] ?? 0) - (bytes[at + index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return nextLength > length;
}

function compare(left: Uint8Array, right: Uint8Array): number {
  const common = Math.min(left.length, right.length);
  for (let index = 0; index < common; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
