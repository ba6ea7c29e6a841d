import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PruneFacts, planPrune } from '../../../pkg/backup/prune.ts';
import { readRecord } from '../../../pkg/backup/records.ts';
import type { StoredObject } from '../../../pkg/ports/object-store.ts';
import { NODES } from './examples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

/** A backup of node `n` on a day of November, written three seconds after its name says. */
function backup(
  day: number,
  n: number,
  more: Partial<StoredObject> & { readonly at?: string } = {},
): StoredObject {
  const date = `2026-11-${String(day).padStart(2, '0')}`;
  const { at = '00:00:03', ...rest } = more;
  const key = `cluster-a/snapshot-etcd-${date.replaceAll('-', '')}-${at.replaceAll(':', '')}-10.0.0.${n}.tar`;
  return { key, size: 2048, lastModified: new Date(`${date}T${at}Z`), etag: `"${key}"`, ...rest };
}

/** Whole runs of three nodes on these days. */
const runs = (...days: readonly number[]): StoredObject[] =>
  days.flatMap((day) => [1, 2, 3].map((n) => backup(day, n, { at: `00:0${n}:00` })));

function plan(
  objects: readonly StoredObject[],
  rules: Partial<PruneFacts['rules']>,
  more: Partial<PruneFacts> = {},
) {
  return planPrune({
    objects,
    prefix: 'cluster-a/',
    records: [],
    nodes: NODES,
    rules: { keep: undefined, olderThanSeconds: undefined, ...rules },
    now: NOW,
    ...more,
  });
}

const DAY = 86_400;
const daysOf = (objects: readonly StoredObject[]) =>
  objects.map(({ key }) => Number(/202611(\d\d)/.exec(key)?.[1]));

test('--keep counts runs, not files', () => {
  const { deletions, runs: gone, keptRuns } = plan(runs(18, 19, 20, 21), { keep: 2 });
  assert.deepEqual(daysOf(deletions), [18, 18, 18, 19, 19, 19]);
  assert.deepEqual([gone, keptRuns], [2, 2]);
});

test('a backup named by a clock that was ahead is as old as its object: it pushes no newer one out', () => {
  const ahead = { ...backup(29, 1), lastModified: new Date('2026-11-10T00:00:03Z') };
  const { deletions, newest } = plan([ahead, backup(20, 1), backup(21, 1)], { keep: 1 });
  assert.deepEqual(daysOf(deletions), [29, 20]);
  assert.deepEqual(daysOf(newest), [21]);
});

test('--older-than goes by the age of the run', () => {
  const { deletions } = plan(runs(13, 14, 20), { olderThanSeconds: 9 * DAY });
  assert.deepEqual(daysOf(deletions), [13, 13, 13, 14, 14, 14]);
});

test('both rules delete only what both let go', () => {
  const objects = runs(10, 11, 12, 20);
  assert.deepEqual(daysOf(plan(objects, { keep: 3, olderThanSeconds: 5 * DAY }).deletions), [10, 10, 10]);
  assert.deepEqual(daysOf(plan(objects, { keep: 1, olderThanSeconds: 13 * DAY }).deletions), [10, 10, 10]);
});

test('the newest good backup of each node stays, however old', () => {
  const objects = [...runs(1, 2), backup(20, 1), backup(21, 1, { size: 0 })];
  const { deletions, newest } = plan(objects, { olderThanSeconds: DAY });
  const left = objects.filter((one) => !deletions.some(({ key }) => key === one.key));
  assert.deepEqual(left.map(({ key }) => key).sort(), newest.map(({ key }) => key).sort());
  assert.deepEqual(daysOf(newest).sort(), [2, 2, 20]);
});

test('a run with nothing good in it does not push a good one out', () => {
  const empty = [1, 2, 3].map((n) => backup(22, n, { size: 0 }));
  const { deletions } = plan([...runs(20, 21), ...empty], { keep: 2 });
  assert.deepEqual(deletions, []);
});

test('a backup that its record calls failed is not good', () => {
  const objects = [backup(20, 1), backup(21, 1)];
  const failed = readRecord({ fileName: objects[1]?.key.slice(10), result: 'Failed' });
  const { newest, deletions } = plan(objects, { olderThanSeconds: DAY }, { records: [failed] });
  assert.deepEqual([daysOf(newest), daysOf(deletions)], [[20], [21]]);
});

test('nothing but backups of our nodes, in our folder, is touched', () => {
  const strange = [
    { ...backup(1, 1), key: 'cluster-a/snapshot-etcd-20261101-000003-10.9.0.1.tar' },
    { ...backup(1, 1), key: 'cluster-a/archive/snapshot-etcd-20261101-000003-10.0.0.1.tar' },
    { ...backup(1, 1), key: 'cluster-a/important-10.0.0.1.tar' },
    { ...backup(1, 1), key: 'cluster-a/snapshot-etcd-20261101-000003-10.0.0.1.tar.txt' },
  ];
  const { deletions, untouched } = plan([...strange, ...runs(20, 21)], { keep: 1 });
  assert.deepEqual(daysOf(deletions), [20, 20, 20]);
  assert.equal(untouched, strange.length);
});

test('a folder below counts where records show that the product files there', () => {
  const below = runs(20, 21).map((one) => ({
    ...one,
    key: one.key.replace('cluster-a/', 'cluster-a/2026/'),
  }));
  const records = [
    readRecord({ fileName: below[0]?.key.slice('cluster-a/2026/'.length), result: 'Success' }),
  ];
  assert.equal(plan(below, { keep: 1 }, { records }).deletions.length, 3);
  assert.equal(plan(below, { keep: 1 }).deletions.length, 0);
});

test('two runs within half an hour are two, as no node is in a run twice', () => {
  const objects = [
    backup(20, 1, { at: '00:00:00' }),
    backup(20, 2, { at: '00:01:00' }),
    backup(20, 1, { at: '00:10:00' }),
    backup(20, 2, { at: '00:11:00' }),
  ];
  assert.equal(plan(objects, { keep: 1 }).deletions.length, 2);
});

test('hourly runs in which nodes are missing stay apart', () => {
  const objects = [
    backup(20, 1, { at: '01:00:00' }),
    backup(20, 2, { at: '02:00:00' }),
    backup(20, 3, { at: '03:00:00' }),
    ...runs(21),
  ];
  const { deletions } = plan(objects, { keep: 2 });
  assert.deepEqual(
    deletions.map(({ key }) => key.slice(-8)),
    ['.0.1.tar', '.0.2.tar'],
  );
});

test('a copied bucket, where all objects are young, is pruned by the names of its files, and by age not at all', () => {
  const copied = runs(18, 19, 20).map((one) => ({ ...one, lastModified: NOW }));
  assert.deepEqual(daysOf(plan(copied, { keep: 1 }).deletions), [18, 18, 18, 19, 19, 19]);
  assert.deepEqual(plan(copied, { olderThanSeconds: DAY }).deletions, []);
});

test('an object without any time stays', () => {
  const timeless = {
    key: 'cluster-a/snapshot-etcd-a-b-10.0.0.1.tar',
    size: 1,
    lastModified: undefined,
    etag: undefined,
  };
  assert.deepEqual(
    plan([timeless, ...runs(21)], { olderThanSeconds: 1 }).deletions.filter(
      ({ key }) => key === timeless.key,
    ),
    [],
  );
});

test('backups of the time of the records that are in none are pointed out: another cluster may have the same addresses', () => {
  const objects = runs(18, 19, 20);
  const named = objects.filter(({ key }) => !key.includes('20261119'));
  const records = named.map(({ key, lastModified }) =>
    readRecord({ fileName: key.slice(10), backupTimestamp: lastModified?.toISOString(), result: 'Success' }),
  );
  const { warnings } = plan(objects, { keep: 1 }, { records });
  assert.match(warnings.join(), /^3 of these backups were written while .* same addresses/);
  assert.deepEqual(plan(named, { keep: 1 }, { records }).warnings, []);
});

test('whatever there is, the newest good one of each node stays, and nothing of others goes', () => {
  const object = fc.record({
    day: fc.integer({ min: 1, max: 22 }),
    n: fc.integer({ min: 1, max: 5 }),
    size: fc.constantFrom(0, 7),
    folder: fc.constantFrom('cluster-a/', 'cluster-a/x/', 'cluster-a/y/z/'),
  });
  const keyOf = ({ day, n, folder }: { day: number; n: number; folder: string }) => `${folder}${day}.${n}`;
  const rules = fc.record({
    keep: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    olderThanSeconds: fc.option(fc.integer({ min: 1, max: 30 * DAY }), { nil: undefined }),
  });
  fc.assert(
    // A bucket has no two objects of one key.
    fc.property(fc.uniqueArray(object, { maxLength: 40, selector: keyOf }), rules, (some, given) => {
      const objects = some.map(({ day, n, size, folder }) => {
        const made = backup(day, n, { size });
        return { ...made, key: made.key.replace('cluster-a/', folder) };
      });
      const { deletions } = plan(objects, given);
      const gone = new Set(deletions.map(({ key }) => key));
      for (const { key } of deletions)
        assert.match(key, /^cluster-a\/snapshot-etcd-\d+-\d+-10\.0\.0\.[123]\.tar$/);
      for (const n of [1, 2, 3]) {
        const good = objects.filter(
          ({ key, size }) => size > 0 && key.startsWith('cluster-a/s') && key.endsWith(`.${n}.tar`),
        );
        const newest = Math.max(...daysOf(good));
        if (good.length > 0)
          assert.ok(good.some(({ key }, index) => daysOf(good)[index] === newest && !gone.has(key)));
      }
      if (given.keep === undefined && given.olderThanSeconds === undefined) assert.equal(gone.size, 0);
    }),
    { numRuns: 2000 },
  );
});
