import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { InterruptedError, UserError } from '../../../pkg/errors.ts';
import { type FollowSettings, followObject } from '../../../pkg/flows/watch-configuration.ts';
import type { Cluster, KubeObject, WatchEvent } from '../../../pkg/ports/cluster.ts';

type Step = KubeObject | UserError;

const version = (resourceVersion: number): KubeObject => ({
  metadata: { name: 'etcd-backup-default', resourceVersion: String(resourceVersion) },
});
const refusal = (reason: string): UserError => new UserError(`it is ${reason}`, { reason });

/** Answers each watch and each read with the next step; a watch's events end it, and its last step may break it. */
function scripted(watches: readonly (readonly (Step | 'hang')[])[], gets: readonly Step[]) {
  const asked: string[] = [];
  const left = { watches: [...watches], gets: [...gets] };
  const cluster: Pick<Cluster, 'get' | 'watch'> = {
    async get() {
      asked.push('get');
      const next = left.gets.shift() ?? refusal('Over');
      if (next instanceof UserError) throw next;
      return next;
    },
    async *watch(_ref, options): AsyncGenerator<WatchEvent> {
      asked.push(`watch ${options?.resourceVersion}`);
      for (const step of left.watches.shift() ?? []) {
        if (step === 'hang') await aborted(options?.signal);
        else if (step instanceof UserError) throw step;
        else yield { type: 'MODIFIED', object: step };
      }
    },
  };
  return { cluster: cluster as Cluster, asked };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new InterruptedError()), { once: true });
  });
}

/** Versions that were seen, until so many have been or it throws. */
async function follow(cluster: Cluster, count: number, more: Partial<FollowSettings> = {}) {
  const settings = { sleep: async () => undefined, signal: new AbortController().signal, pollMs: 1, ...more };
  const seen: (string | undefined)[] = [];
  for await (const object of followObject(cluster, configurationRef('x'), version(1), settings)) {
    seen.push(object.metadata?.resourceVersion);
    if (seen.length === count) break;
  }
  return seen;
}

test('a watch tells every change', async () => {
  const { cluster, asked } = scripted([[version(2), version(3)]], []);
  assert.deepEqual(await follow(cluster, 3), ['1', '2', '3']);
  assert.deepEqual(asked, ['watch 1']);
});

test('a watch that is cut is opened again after a look, from what was seen last', async () => {
  const { cluster, asked } = scripted([[version(2), refusal('Reset')], [version(4)]], [version(3)]);
  assert.deepEqual(await follow(cluster, 4), ['1', '2', '3', '4']);
  assert.deepEqual(asked, ['watch 1', 'get', 'watch 3']);
});

test('a version that the server no longer has (410) is read afresh', async () => {
  const { cluster, asked } = scripted([[refusal('Expired')], [version(9)]], [version(8)]);
  assert.deepEqual(await follow(cluster, 3), ['1', '8', '9']);
  assert.deepEqual(asked, ['watch 1', 'get', 'watch 8']);
});

for (const reason of ['Forbidden', 'MethodNotAllowed', 'NotFound']) {
  test(`where watching is refused (${reason}) it polls`, async () => {
    const { cluster, asked } = scripted(
      [[refusal(reason)]],
      [version(1), version(2), version(2), version(3)],
    );
    assert.deepEqual(await follow(cluster, 3), ['1', '2', '3']);
    assert.deepEqual(asked, ['watch 1', 'get', 'get', 'get', 'get']);
  });
}

test('a server that is away is told once, and once when it is back', async () => {
  const away = refusal('Refused');
  const { cluster } = scripted([[away], [away], [away]], [away, away, version(2)]);
  const told: string[] = [];
  const seen = await follow(cluster, 2, {
    onAway: (error) => told.push(error.message),
    onBack: () => told.push('back'),
  });
  assert.deepEqual(
    [seen, told],
    [
      ['1', '2'],
      ['it is Refused', 'back'],
    ],
  );
});

test('a token that is refused once is refreshed: reading goes on, and so does watching', async () => {
  const { cluster, asked } = scripted(
    [[refusal('Unauthorized')], [], [version(3)]],
    [refusal('Unauthorized'), version(2)],
  );
  assert.deepEqual(await follow(cluster, 3), ['1', '2', '3']);
  assert.deepEqual(asked, ['watch 1', 'get', 'watch 1', 'get', 'watch 2']);
});

for (const reason of ['Unauthorized', 'Forbidden', 'NotFound']) {
  test(`${reason} that stays ends it`, async () => {
    const { cluster } = scripted(
      [],
      Array.from({ length: 9 }, () => refusal(reason)),
    );
    await assert.rejects(follow(cluster, 2), { reason });
  });
}

test('Ctrl-C in the middle of a watch ends it', async () => {
  const abort = new AbortController();
  const { cluster } = scripted([[version(2), 'hang']], []);
  const seen = follow(cluster, 3, { signal: abort.signal });
  setImmediate(() => abort.abort());
  await assert.rejects(seen, InterruptedError);
});

test('a watch that goes quiet is opened again after a look', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { cluster, asked } = scripted([['hang'], [version(2)]], [version(1)]);
  const seen = follow(cluster, 2);
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(30_000);
  assert.deepEqual(await seen, ['1', '2']);
  assert.deepEqual(asked, ['watch 1', 'get', 'watch 1']);
});
