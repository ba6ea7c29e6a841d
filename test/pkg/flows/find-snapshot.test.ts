import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecord } from '../../../pkg/backup/records.ts';
import { findSnapshot, type SnapshotSearch } from '../../../pkg/flows/find-snapshot.ts';
import { MemoryStore } from '../../fakes/object-store.ts';

const name = (day: number, ip: string) => `snapshot-etcd-202611${day}-000000-${ip}.tar`;
const NEW = name(22, '10.0.0.1');
const OLD = name(20, '10.0.0.1');
const record = (day: number, fileName: string, result = 'Success') =>
  readRecord({ backupTimestamp: `2026-11-${day}T00:00:03Z`, fileName, result });

function search(
  objects: Record<string, number>,
  more: Partial<SnapshotSearch> = {},
): SnapshotSearch & { skipped: string[] } {
  const store = new MemoryStore();
  let minute = 0;
  for (const [key, size] of Object.entries(objects))
    store.add(key, new Uint8Array(size), new Date(60_000 * ++minute));
  const skipped: string[] = [];
  return {
    store,
    dir: 'cluster-a',
    records: undefined,
    ips: undefined,
    now: new Date('2026-11-24T00:00:00Z'),
    signal: new AbortController().signal,
    onSkip: (why) => skipped.push(why),
    skipped,
    ...more,
  };
}

test('latest is the newest record that succeeded and whose object is there and not empty', async () => {
  const records = [
    record(19, name(19, '10.0.0.1')),
    record(20, OLD),
    record(21, name(21, '10.0.0.2')),
    record(22, NEW),
    record(23, name(23, '10.0.0.3'), 'Failed'),
  ];
  const where = search(
    { [`cluster-a/${OLD}`]: 5, [`cluster-a/${NEW}`]: 0, [`cluster-a/${name(23, '10.0.0.3')}`]: 9 },
    { records },
  );
  assert.equal((await findSnapshot('latest', where)).key, `cluster-a/${OLD}`);
  assert.deepEqual(where.skipped, [
    `${NEW} is empty in the bucket, taking an older one`,
    `${name(21, '10.0.0.2')} is not in the bucket, taking an older one`,
  ]);
});

test('a record of the future is the latest only where there is no other: nobody knows how old it is', async () => {
  const ahead = record(29, name(29, '10.0.0.2'));
  const objects = { [`cluster-a/${ahead.fileName}`]: 5, [`cluster-a/${OLD}`]: 5 };
  const both = search(objects, { records: [ahead, record(20, OLD)] });
  assert.equal((await findSnapshot('latest', both)).key, `cluster-a/${OLD}`);
  assert.deepEqual(both.skipped, [
    `${ahead.fileName} is dated in the future, taking one whose age can be told`,
  ]);
  const alone = search(objects, { records: [ahead] });
  assert.equal((await findSnapshot('latest', alone)).key, `cluster-a/${ahead.fileName}`);
});

test('latest in a bucket that was copied goes by the names: its objects are as young as the copy', async () => {
  const where = search({});
  const store = where.store as MemoryStore;
  const copied = new Date('2026-11-23T00:00:00Z');
  store.add(`cluster-a/${NEW}`, new Uint8Array(5), copied);
  store.add(`cluster-a/${OLD}`, new Uint8Array(5), new Date(copied.getTime() + 60_000));
  assert.equal((await findSnapshot('latest', where)).key, `cluster-a/${NEW}`);
});

test('latest without a cluster goes by when objects were written where names are of a clock that was ahead', async () => {
  const where = search({
    [`cluster-a/${NEW}`]: 5,
    [`cluster-a/${OLD}`]: 5,
    'cluster-a/notes.txt': 5,
    [`cluster-a/${name(25, '10.0.0.7')}`]: 0,
    [`other/${NEW}`]: 5,
  });
  assert.equal((await findSnapshot('latest', where)).key, `cluster-a/${OLD}`);
});

test("latest in a folder that clusters share is of this cluster's nodes", async () => {
  const where = search(
    { [`cluster-a/${NEW}`]: 5, [`cluster-a/${name(23, '10.9.9.9')}`]: 5 },
    { ips: new Set(['10.0.0.1']) },
  );
  assert.equal((await findSnapshot('latest', where)).key, `cluster-a/${NEW}`);
});

const named: readonly (readonly [string, string, string | undefined, string])[] = [
  ['a file name', NEW, 'cluster-a', `cluster-a/${NEW}`],
  ['a whole key', `cluster-a/${NEW}`, 'cluster-a', `cluster-a/${NEW}`],
  ['a key of another folder', `other/${NEW}`, 'cluster-a', `other/${NEW}`],
  ['a file name in a folder below', OLD, 'cluster-a', `cluster-a/deep/er/${OLD}`],
  ['a file name without a folder', 'root.tar', undefined, 'root.tar'],
];
for (const [what, wanted, dir, key] of named) {
  test(`${what} is found`, async () => {
    const where = search(
      { [`cluster-a/${NEW}`]: 5, [`other/${NEW}`]: 5, [`cluster-a/deep/er/${OLD}`]: 5, 'root.tar': 5 },
      { dir },
    );
    assert.equal((await findSnapshot(wanted, where)).key, key);
  });
}

test('what is not there is told with bucket and folder', async () => {
  await assert.rejects(
    findSnapshot('nothing.tar', search({})),
    /nothing\.tar is not in bucket backups, folder cluster-a/,
  );
  await assert.rejects(
    findSnapshot('latest', search({}, { records: [record(20, OLD)] })),
    /no good backup in bucket backups, folder cluster-a/,
  );
});
