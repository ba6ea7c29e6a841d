import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PrunePlan } from '../../../pkg/backup/prune.ts';
import type { Prunable } from '../../../pkg/backup/runs.ts';
import { InterruptedError, UserError } from '../../../pkg/errors.ts';
import { pruneObjects } from '../../../pkg/flows/prune-objects.ts';
import { MemoryStore } from '../../fakes/object-store.ts';
import { failureOf } from '../s3/place.ts';

/** A store with `count` old objects and a newest one, and the plan that lets the old ones go. */
async function planned(count: number): Promise<{ store: MemoryStore; plan: PrunePlan }> {
  const store = new MemoryStore();
  for (let index = 0; index <= count; index += 1)
    store.add(`dir/${String(index).padStart(5, '0')}`, Buffer.from('x'));
  const objects: Prunable[] = [];
  for await (const object of store.list('dir/'))
    objects.push({ ...object, file: object.key, ip: '10.0.0.1', node: 'master-1', failed: false });
  const plan = {
    deletions: objects.slice(0, count),
    runs: count,
    keptRuns: 1,
    newest: objects.slice(count),
    untouched: 0,
    warnings: [],
  };
  return { store, plan };
}

const signal = new AbortController().signal;

test('deletes what the plan lets go, the oldest first, and no more', async () => {
  const { store, plan } = await planned(2100);
  assert.deepEqual(await pruneObjects(store, plan, signal), { deleted: 2100, refused: [] });
  assert.deepEqual([...store.objects.keys()], ['dir/02100']);
});

test('nothing goes when what must stay is gone, empty or another one by now', async () => {
  for (const change of [
    (store: MemoryStore) => store.objects.delete('dir/00003'),
    (store: MemoryStore) => store.add('dir/00003', Buffer.alloc(0)),
    (store: MemoryStore) => store.add('dir/00003', Buffer.from('another')),
  ]) {
    const { store, plan } = await planned(3);
    change(store);
    await failureOf(pruneObjects(store, plan, signal));
    assert.ok(store.objects.has('dir/00000'));
  }
});

test('a store that lists ETags without quotes, or not at all, is no sign of a change', async () => {
  for (const listed of [(etag = '') => etag.replaceAll('"', ''), () => undefined]) {
    const { store, plan } = await planned(3);
    const newest = plan.newest.map((object) => ({ ...object, etag: listed(object.etag) }));
    assert.equal((await pruneObjects(store, { ...plan, newest }, signal)).deleted, 3);
  }
});

test('Ctrl-C between two batches says how many are gone', async () => {
  const { store, plan } = await planned(1500);
  const abort = new AbortController();
  const { deleteMany } = store;
  store.deleteMany = async (keys) => {
    abort.abort();
    return deleteMany.call(store, keys);
  };
  const failure = await failureOf(pruneObjects(store, plan, abort.signal));
  assert.ok(failure instanceof InterruptedError);
  assert.equal(failure.message, 'interrupted: at least 1000 of 1500 backups are deleted');
  assert.equal(store.objects.size, 501);
});

test('a store that fails in the second batch: the words, and how many are gone', async () => {
  const { store, plan } = await planned(1500);
  const { deleteMany } = store;
  store.deleteMany = async (keys) => {
    if (store.objects.size < 1000)
      throw new UserError('the store is too busy', { exitCode: 3, reason: 'SlowDown' });
    return deleteMany.call(store, keys);
  };
  const { message, exitCode, reason } = await failureOf(pruneObjects(store, plan, signal));
  assert.deepEqual(
    [message, exitCode, reason],
    ['the store is too busy; at least 1000 of 1500 backups are deleted', 3, 'SlowDown'],
  );
});
