import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import type { ExecMeaning } from '../../../pkg/backup/run/answer.ts';
import { InterruptedError, UserError } from '../../../pkg/errors.ts';
import { type BackupFollowing, followBackup } from '../../../pkg/flows/follow-backup.ts';
import type { Cluster, WatchEvent } from '../../../pkg/ports/cluster.ts';
import { recordOf, resourceOf } from '../backup/examples.ts';

const ACCEPTED: ExecMeaning = { kind: 'accepted' };

/** A cluster whose one watch tells these states of the records, and then nothing more. */
function telling(...states: readonly object[][]): Cluster {
  async function* watch(
    _ref: unknown,
    options?: { readonly signal?: AbortSignal },
  ): AsyncGenerator<WatchEvent> {
    for (const records of states) {
      yield { type: 'MODIFIED', object: resourceOf(records) };
      await new Promise((resolve) => setImmediate(resolve));
    }
    options?.signal?.throwIfAborted();
    await new Promise((_, reject) => {
      options?.signal?.addEventListener('abort', () => reject(new InterruptedError()), { once: true });
    });
  }
  return { watch } as unknown as Cluster;
}

/** How it ended, which results came, and whether the answer was in. */
async function follow(cluster: Cluster, asked: Promise<ExecMeaning>, more: Partial<BackupFollowing> = {}) {
  const { ending, fresh, answer } = await followBackup(cluster, readConfiguration(resourceOf([])), asked, {
    sleep: async () => undefined,
    signal: new AbortController().signal,
    pollMs: 1,
    timeoutMs: 60_000,
    lingerMs: 1,
    onRecords: ({ ours }) => ours.length > 0 && ours.every((record) => record.outcome !== 'unfinished'),
    onAnswer: () => undefined,
    ...more,
  });
  return [ending.kind, ...fresh.ours.map((record) => record.result), answer?.kind];
}

const never = new Promise<ExecMeaning>(() => undefined);
const one = recordOf('22', '10.0.0.1');
const two = recordOf('22', '10.0.0.2', 'Running');

test('it ends with the records, though the answer never comes', async () => {
  assert.deepEqual(await follow(telling([one]), never), ['complete', 'Success', undefined]);
});

test('a refusal ends it at once', async () => {
  const error = new UserError('no');
  assert.deepEqual(await follow(telling(), Promise.resolve({ kind: 'refused', error })), [
    'refused',
    'refused',
  ]);
});

test('time runs out, and what came is told', async () => {
  assert.deepEqual(await follow(telling([two]), Promise.resolve(ACCEPTED), { timeoutMs: 500 }), [
    'timeout',
    'Running',
    'accepted',
  ]);
});

test('records that were all there when time ran out are all there', async () => {
  const settings = { timeoutMs: 500, lingerMs: 60_000 };
  assert.deepEqual((await follow(telling([one]), never, settings))[0], 'complete');
});

test('another record while it lingers: the wait goes on', async () => {
  const settings = { timeoutMs: 500, lingerMs: 60_000 };
  assert.deepEqual(await follow(telling([one], [one, two]), never, settings), [
    'timeout',
    'Success',
    'Running',
    undefined,
  ]);
});

test('Ctrl-C', async () => {
  const abort = new AbortController();
  const onRecords = (): boolean => {
    setImmediate(() => abort.abort());
    return false;
  };
  assert.deepEqual(
    (await follow(telling([one]), never, { signal: abort.signal, onRecords }))[0],
    'interrupted',
  );
});

test('records that cannot be read any longer', async () => {
  const refused = new UserError('no more', { reason: 'Forbidden' });
  const fail = async (): Promise<never> => Promise.reject(refused);
  // biome-ignore lint/correctness/useYield: a watch that is refused tells nothing.
  async function* watch(): AsyncGenerator<WatchEvent> {
    throw refused;
  }
  const cluster = { watch, get: fail } as unknown as Cluster;
  assert.deepEqual(await follow(cluster, Promise.resolve(ACCEPTED)), ['blind', 'accepted']);
});
