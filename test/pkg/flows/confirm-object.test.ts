import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InterruptedError, UserError } from '../../../pkg/errors.ts';
import { confirmObject } from '../../../pkg/flows/confirm-object.ts';
import { MemoryStore } from '../../fakes/object-store.ts';

const FILE = 'snapshot-etcd-20261122-000003-10.0.0.1.tar';
const SIGNAL = new AbortController().signal;

/** What is found, and how often was waited; `meanwhile` happens in each wait. */
async function confirm(store: MemoryStore, waitsMs: number[] = [], meanwhile: () => void = () => undefined) {
  let waits = 0;
  const sleep = async (): Promise<void> => {
    waits += 1;
    meanwhile();
  };
  const { state, key, size, why } = await confirmObject(store, 'cluster-a', FILE, {
    signal: SIGNAL,
    sleep,
    waitsMs,
  });
  return [state, key, size, why, waits];
}

test('a copy that is there', async () => {
  const store = new MemoryStore();
  store.add(`cluster-a/${FILE}`, new Uint8Array(7));
  assert.deepEqual(await confirm(store, [1, 2]), ['stored', `cluster-a/${FILE}`, 7, null, 0]);
});

test('a copy that lies deeper is found', async () => {
  const store = new MemoryStore();
  store.add(`cluster-a/2026/${FILE}`, new Uint8Array(7));
  assert.deepEqual((await confirm(store)).slice(0, 2), ['stored', `cluster-a/2026/${FILE}`]);
});

test('a copy that comes late is waited for; an empty one may be filled', async () => {
  const store = new MemoryStore();
  const sizes = [0, 7];
  const upload = (): void => store.add(`cluster-a/${FILE}`, new Uint8Array(sizes.shift() ?? 7));
  assert.deepEqual(await confirm(store, [1, 2, 4], upload), ['stored', `cluster-a/${FILE}`, 7, null, 2]);
});

test('a copy that stays away is missing, one without bytes is empty', async () => {
  const store = new MemoryStore();
  const missing = await confirm(store, [1, 2]);
  assert.deepEqual(missing, ['missing', null, null, `${FILE} is not in bucket backups, folder cluster-a`, 2]);
  store.add(`cluster-a/${FILE}`, new Uint8Array(0));
  assert.deepEqual(await confirm(store), ['empty', `cluster-a/${FILE}`, 0, 'the object is empty', 0]);
});

for (const [reason, state] of [
  ['NoSuchBucket', 'missing'],
  ['AccessDenied', 'unknown'],
  ['Refused', 'unknown'],
] as const) {
  test(`${reason}: ${state}`, async () => {
    const store = new MemoryStore();
    store.head = async () => Promise.reject(new UserError('in words', { reason }));
    assert.deepEqual((await confirm(store)).slice(0, 4), [state, null, null, 'in words']);
  });
}

test('Ctrl-C is not an answer of the store', async () => {
  const store = new MemoryStore();
  store.head = async () => Promise.reject(new InterruptedError());
  await assert.rejects(confirm(store), InterruptedError);
});
