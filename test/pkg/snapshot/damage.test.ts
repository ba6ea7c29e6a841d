import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bboltFile, keyValue, revisionKey } from '../../fakes/bbolt.ts';
import { readAll, SAMPLE_DATABASE } from './reading.ts';

const PAGE = 4096;
const KEYS = Array.from(
  { length: 40 },
  (_, index) => [revisionKey(index + 2), keyValue(`/registry/pods/a/p${index}`, 'v'.repeat(100))] as const,
);
/** Pages 2-11 leaves, 12 their branch, 13 the root bucket, 14 the free list. */
const FILE = bboltFile({ key: KEYS }, { leafEntries: 4, free: [] }).bytes;
const LARGE = 65_536;
const LARGE_FILE = bboltFile({ key: KEYS }, { leafEntries: 4, free: [], pageSize: LARGE }).bytes;
/** Forty keys of 30 KB, which one branch must hold. */
const LONG_KEYS = Array.from(
  { length: 40 },
  (_, index) => [new Uint8Array(30_000).fill(index + 1), new Uint8Array(1)] as const,
);

function changed(change: (view: DataView, bytes: Uint8Array) => void, file = FILE): Uint8Array {
  const bytes = file.slice();
  change(new DataView(bytes.buffer), bytes);
  return bytes;
}

const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
  [
    'a page of a wrong type',
    changed((view) => view.setUint16(2 * PAGE + 8, 0x40, true)),
    /^page 2 is of type 0x40/,
  ],
  [
    'a page with another number',
    changed((view) => view.setUint32(3 * PAGE, 9, true)),
    /^page 3 carries another page number/,
  ],
  [
    'a page that runs over the end',
    changed((view) => view.setUint32(3 * PAGE + 12, 1e6, true)),
    /^page 3 runs over/,
  ],
  [
    'a page that swallows its neighbour',
    changed((view) => view.setUint32(3 * PAGE + 12, 1, true)),
    /leads to page 4, which is used already/,
  ],
  [
    'more entries than fit',
    changed((view) => view.setUint16(4 * PAGE + 10, 65535, true)),
    /^page 4 claims 65535 entries/,
  ],
  [
    'a leaf without entries',
    changed((view) => view.setUint16(4 * PAGE + 10, 0, true)),
    /^page 4 is an empty leaf/,
  ],
  [
    'a key outside its page',
    changed((view) => view.setUint32(5 * PAGE + 16 + 4, 1e9, true)),
    /^page 5 has entry 0 out of place/,
  ],
  [
    'a value longer than its page',
    changed((view) => view.setUint32(5 * PAGE + 16 + 12, 1e9, true)),
    /^page 5 has entry 0 out of place/,
  ],
  [
    'an entry that calls itself a bucket',
    changed((view) => view.setUint32(5 * PAGE + 16, 1, true)),
    /^page 5 holds a bucket inside a bucket/,
  ],
  [
    'a bucket inside a value, of more bytes than fit into one',
    changed((view) => view.setUint32(13 * LARGE + 16 + 12, 20_000, true), LARGE_FILE),
    /^page 13 holds a bucket of 20000 bytes, more than fit into a value/,
  ],
  [
    'a branch larger than bbolt writes one',
    bboltFile({ lease: LONG_KEYS }, { leafEntries: 1 }).bytes,
    /^page \d+ is a branch of 12\d{5} bytes/,
  ],
  [
    'a branch that leads to itself',
    changed((view) => view.setUint32(12 * PAGE + 16 + 8, 12, true)),
    /^page 12 leads to page 12, which is used already/,
  ],
  [
    'a branch that leads outside',
    changed((view) => view.setUint32(12 * PAGE + 16 + 8, 4000, true)),
    /^page 12 leads to page 4000, outside/,
  ],
  [
    'a branch that leads to a meta page',
    changed((view) => view.setUint32(12 * PAGE + 16 + 8, 1, true)),
    /^page 12 leads to page 1, outside/,
  ],
  [
    'two children swapped',
    changed((view) => {
      view.setUint32(12 * PAGE + 16 + 8, 3, true);
      view.setUint32(12 * PAGE + 32 + 8, 2, true);
    }),
    /^page 3 holds keys that belong behind it/,
  ],
  [
    'a free page that is in use',
    bboltFile({ key: KEYS }, { leafEntries: 4, free: [3] }).bytes,
    /^page 14 calls page 3 free, which is in use/,
  ],
  [
    'a file that is cut short',
    FILE.subarray(0, 9 * PAGE),
    /cut short: the database has 61440 bytes, 36864 are there/,
  ],
  [
    'a meta page with a wrong checksum',
    changed((_, bytes) => bytes.fill(7, 40, 41)),
    /^meta page 0 has a wrong checksum/,
  ],
  ['two bad meta pages', changed((_, bytes) => bytes.fill(7, 0, PAGE + 100)), /neither meta page is valid/],
  ['no bytes at all', new Uint8Array(0), /neither meta page is valid/],
];

for (const [name, bytes, expected] of cases) {
  test(`${name} is damage, and its place is named`, () => {
    assert.match(readAll(bytes).damage?.message ?? 'no damage', expected);
  });
}

test('the file that the cases are made of is whole', () => {
  assert.equal(readAll(FILE).damage, undefined);
});

test('with one meta page gone the other one still opens the rest', () => {
  const database = readAll(changed((_, bytes) => bytes.fill(0, 0, 512)));
  assert.match(database.damage?.message ?? '', /^meta page 0/);
  assert.equal(database.changes, 40);
});

/** Reads to the end, whatever it is; what was counted fits together even where the reading ended early. */
function readHostile(bytes: Uint8Array): void {
  const { inventory, changes, entries, usedPages, damage, meta } = readAll(bytes);
  const objects = inventory.tallies.map((tally) => tally.objects);
  assert.ok(objects.every((count) => count >= 0));
  assert.equal(
    objects.reduce((sum, count) => sum + count, 0),
    inventory.liveKeys,
  );
  assert.ok(damage !== undefined || (inventory.liveKeys <= changes && changes <= entries));
  assert.ok(usedPages <= (meta?.pages ?? 0));
}

test('whatever bytes change, the reader ends, and tells damage or reads on', () => {
  const edit = fc.record({
    at: fc.nat(FILE.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(FILE, SAMPLE_DATABASE),
      fc.array(edit, { minLength: 1, maxLength: 6 }),
      (file, edits) => {
        const bytes = file.slice();
        for (const { at, bytes: patch } of edits)
          bytes.set(patch.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
        readHostile(bytes);
      },
    ),
    { numRuns: 1500, interruptAfterTimeLimit: 4000, markInterruptAsFailure: false },
  );
});

/** Numbers where bbolt keeps numbers: what random bytes hardly ever hit. */
test('whatever the headers and tables claim, the reader ends', () => {
  const number = fc.oneof(
    fc.nat(20),
    fc.constantFrom(0x7fffffff, 0x80000000, 0xffffffff, 4096, 65535),
    fc.nat(FILE.length),
  );
  const edit = fc.record({ page: fc.nat(14), word: fc.nat(12), number });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      readHostile(
        changed((view) => {
          for (const { page, word, number } of edits) view.setUint32(page * PAGE + word * 4, number, true);
        }),
      );
    }),
    { numRuns: 1500, interruptAfterTimeLimit: 4000, markInterruptAsFailure: false },
  );
});

test('every flipped byte of a key or a value changes the hash, or is damage', () => {
  const whole = readAll(FILE);
  const view = new DataView(FILE.buffer);
  for (let page = 2; page < 12; page++) {
    const last = page * PAGE + 16 + (view.getUint16(page * PAGE + 10, true) - 1) * 16;
    const end = last + [4, 8, 12].reduce((sum, field) => sum + view.getUint32(last + field, true), 0);
    for (let at = last + 16; at < end; at += 3) {
      const found = readAll(changed((_, bytes) => bytes.fill((FILE[at] ?? 0) ^ 0x10, at, at + 1)));
      assert.ok(found.damage !== undefined || found.hash !== whole.hash, `byte ${at}`);
    }
  }
});
