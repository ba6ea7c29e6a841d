import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../../pkg/errors.ts';
import { type Asking, askMany } from '../../../pkg/flows/ask-many.ts';

const NAMES = Array.from({ length: 100 }, (_, index) => `c${index}`);
const asking = (more: Partial<Asking> = {}): Asking => ({
  parallel: 128,
  limitMs: 60_000,
  serverOf: () => 'one',
  signal: new AbortController().signal,
  after: (ms) => AbortSignal.timeout(ms),
  ...more,
});
const never = (over: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    over.addEventListener('abort', () => reject(new UserError('over')), { once: true }),
  );

test('clusters that answer behind one server are asked a few at a time, and answers come in the order of the names', async () => {
  let [now, most] = [0, 0];
  const answers = await askMany(
    NAMES,
    async (name) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
      return name;
    },
    asking({ after: () => new AbortController().signal }),
  );
  assert.deepEqual(
    answers,
    NAMES.map((value) => ({ value })),
  );
  assert.equal(most, 16);
});

test('clusters of their own servers are asked at once, up to the bound', async () => {
  let [now, most] = [0, 0];
  const ask = async (name: string): Promise<string> => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    now -= 1;
    return name;
  };
  await askMany(NAMES, ask, asking({ serverOf: (name) => name, parallel: 40 }));
  assert.equal(most, 40);
  assert.deepEqual(await askMany([], ask, asking()), []);
});

test('dead ones at the front hold up nobody for longer than it takes to notice the silence', async () => {
  const dead = new Set(NAMES.slice(0, 40));
  const limitMs = 2000;
  // Patience ends at once, so that only the limit takes its time.
  const after = (ms: number): AbortSignal => AbortSignal.timeout(ms < limitMs ? 5 : ms);
  const started = performance.now();
  const heard: number[] = [];
  const answers = await askMany(
    NAMES,
    async (name, over) => {
      if (dead.has(name)) return never(over);
      heard.push(performance.now() - started);
      return name;
    },
    asking({ limitMs, after }),
  );
  assert.equal(answers.filter((answer) => 'value' in answer).length, 60);
  assert.ok(Math.max(...heard) < limitMs, 'the living were heard before the first dead one was given up');
});

test('what is no failure of a cluster ends it all', async () => {
  await assert.rejects(
    askMany(NAMES, async (name) => (name === 'c7' ? assert.fail('a bug') : name), asking()),
    /a bug/,
  );
});
