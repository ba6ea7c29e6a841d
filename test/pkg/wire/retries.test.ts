/** How often a safe request is sent, and how long it is waited for: client-go's bounds. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { InterruptedError, UserError } from '../../../pkg/errors.ts';
import { type Attempt, againAfter, type MayWait, retryAfterMs } from '../../../pkg/wire/retries.ts';

/** Waits that take no time, and what was said. */
function patience() {
  const waits: number[] = [];
  const said: string[] = [];
  return {
    waits,
    said,
    sleep: async (ms: number) => void waits.push(ms),
    say: (line: string) => void said.push(line),
  };
}

/** A server that is always busy, as requests see it: the last try throws. */
function busy(waitMs: number) {
  let tries = 0;
  return {
    tries: () => tries,
    attempt: async (mayWait: MayWait): Promise<Attempt<string>> => {
      tries += 1;
      if (!mayWait(waitMs)) throw new UserError('busy', { reason: 'TooManyRequests' });
      return { waitMs, because: 'the server is busy (429)' };
    },
  };
}

const reset = async (): Promise<never> => {
  throw new UserError('closed the connection', { reason: 'Reset' });
};

test('a server that stays busy is asked eleven times, and each wait that is noticed is told', async () => {
  const [server, world] = [busy(2000), patience()];
  const limits = { safe: true, mostTries: 11, timeoutMs: 0 };
  await assert.rejects(againAfter(server.attempt, limits, world, undefined), /busy/);
  assert.equal(server.tries(), 11);
  assert.deepEqual(world.waits, Array(10).fill(2000));
  assert.equal(world.said[0], 'the server is busy (429): trying again in 2 s, as it asks');
});

test('a wait that would end after the time limit is not begun', async () => {
  const [server, world] = [busy(30_000), patience()];
  const limits = { safe: true, mostTries: 11, timeoutMs: 20_000 };
  await assert.rejects(againAfter(server.attempt, limits, world, undefined), /busy/);
  assert.deepEqual([server.tries(), world.waits], [1, []]);
});

test('what acts is tried once, whatever the server asks and however the connection ends', async () => {
  const [server, world] = [busy(0), patience()];
  const limits = { safe: false, mostTries: 11, timeoutMs: 0 };
  await assert.rejects(againAfter(server.attempt, limits, world, undefined), /busy/);
  assert.equal(server.tries(), 1);
  await assert.rejects(againAfter(reset, limits, world, undefined), /closed/);
  assert.deepEqual(world.waits, []);
});

test('resets are bounded too, without a word', async () => {
  const world = patience();
  const limits = { safe: true, mostTries: 11, timeoutMs: 0 };
  await assert.rejects(againAfter(reset, limits, world, undefined), /closed/);
  assert.equal(world.waits.length, 10);
  assert.deepEqual(world.said, []);
});

test('any other failure is not tried again', async () => {
  const world = patience();
  const broken = async (): Promise<never> => {
    throw new UserError('broke off', { reason: 'BrokenOff' });
  };
  const limits = { safe: true, mostTries: 11, timeoutMs: 0 };
  await assert.rejects(againAfter(broken, limits, world, undefined), /broke off/);
  assert.deepEqual(world.waits, []);
});

test('Ctrl-C ends a wait', async () => {
  const stop = new AbortController();
  const world = { sleep: () => new Promise<void>(() => undefined), say: () => stop.abort() };
  const limits = { safe: true, mostTries: 11, timeoutMs: 0 };
  await assert.rejects(againAfter(busy(5000).attempt, limits, world, stop.signal), InterruptedError);
});

for (const [status, header, ms] of [
  [429, '3', 3000],
  [503, '0', 0],
  [500, '1', 1000],
  [503, '3600', 30_000],
  [503, undefined, undefined],
  [429, 'Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  [429, '-1', undefined],
  [409, '1', undefined],
] as const) {
  test(`${status} with Retry-After ${header}: ${ms === undefined ? 'no second try' : `a wait of ${ms} ms`}`, () => {
    const headers = header === undefined ? {} : { 'retry-after': header };
    assert.equal(retryAfterMs({ status, headers, body: Readable.from([]) }), ms);
  });
}
