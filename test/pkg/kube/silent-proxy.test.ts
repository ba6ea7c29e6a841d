/** A proxy that takes the connection and never answers: whoever waits is let go, and nothing keeps the process. */
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { closingOf } from '../../faults/closing.ts';
import { connectTo } from './connection.ts';

interface SilentProxy {
  readonly port: number;
  /** One for each connection: settled when it is gone. */
  readonly ended: readonly Promise<void>[];
  /** Settled when the first word has arrived. */
  readonly asked: Promise<void>;
}

async function silentProxy(t: TestContext): Promise<SilentProxy> {
  const ended: Promise<void>[] = [];
  const asked = Promise.withResolvers<void>();
  const server = createServer((socket: Socket) => {
    const gone = new Promise<void>((resolve) => closing.keep(socket).once('close', () => resolve()));
    ended.push(gone);
    socket.on('error', () => undefined).on('data', () => asked.resolve());
  });
  const closing = closingOf(server);
  // Also where the test fails: a tunnel that is left would keep the tests' process as well.
  t.after(closing.close);
  return { port: await closing.listen(), ended, asked: asked.promise };
}

test('two requests at once through a silent proxy leave no connection that keeps the process', {
  timeout: 20_000,
}, async (t) => {
  const { port, ended } = await silentProxy(t);
  const { cluster } = await connectTo('https://192.0.2.7', {
    'proxy-url': `http://127.0.0.1:${port}`,
    'request-timeout': '500ms',
  });
  const asked = ['one', 'other'].map((name) => cluster.get(configurationRef(name)));
  for (const { status } of await Promise.allSettled(asked)) assert.equal(status, 'rejected');
  cluster.close();
  await Promise.all(ended);
  assert.equal(ended.length, 2);
});

for (const scheme of ['http', 'socks5'])
  test(`Ctrl-C behind a silent ${scheme} proxy acts at once, whatever the time limit`, {
    timeout: 20_000,
  }, async (t) => {
    const { port, asked } = await silentProxy(t);
    const settings = { 'proxy-url': `${scheme}://127.0.0.1:${port}`, 'request-timeout': '1h' };
    const { cluster } = await connectTo('https://192.0.2.7', settings);
    const interrupted = new AbortController();
    const answer = cluster.get(configurationRef('one'), { signal: interrupted.signal });
    await asked;
    interrupted.abort();
    await assert.rejects(answer, { name: 'InterruptedError' });
    cluster.close();
  });
