/** A proxy that takes CONNECT and never answers: closing the cluster ends every tunnel that is still being opened. */
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { closingOf } from '../../faults/closing.ts';
import { connectTo } from './connection.ts';

test('two requests at once through a silent proxy leave no connection that keeps the process', {
  timeout: 20_000,
}, async (t) => {
  const ended: Promise<void>[] = [];
  const server = createServer((socket: Socket) => {
    const gone = new Promise<void>((resolve) => closing.keep(socket).once('close', () => resolve()));
    ended.push(gone);
    socket.on('error', () => undefined).resume();
  });
  const closing = closingOf(server);
  // Also where the test fails: a tunnel that is left would keep the tests' process as well.
  t.after(closing.close);
  const port = await closing.listen();
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
