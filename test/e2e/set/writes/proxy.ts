/** The way to the store. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { before, test } from 'node:test';
import type { SetWorld } from '../world.ts';
import { listening } from './listening.ts';

/** Registers the tests; `at` is the world when they run. */
export function proxyTests(at: () => SetWorld): void {
  let world: SetWorld;
  before(() => {
    world = at();
  });

  test('S3 goes through HTTPS_PROXY, and around it where NO_PROXY says so', async () => {
    const { ceph, bucket } = world;
    const port = new URL(ceph.https).port;
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const onward = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    const url = await listening(proxy);
    // A name of the certificate that only the proxy can reach; the API is on this machine, which no proxy ever serves.
    const endpoint = `https://api.example.test:${port}`;
    const words = [
      'set-s3',
      '--endpoint',
      endpoint,
      '--bucket',
      bucket,
      '--ca-file',
      ceph.caFile,
      '--dry-run=client',
    ];
    const through = await world.run(words, { env: { HTTPS_PROXY: url } });
    assert.equal(through.code, 0, through.err);
    assert.deepEqual([...new Set(asked)], [`api.example.test:${port}`]);
    const around = await world.run(words, { env: { HTTPS_PROXY: url, NO_PROXY: '.example.test' } });
    assert.match(around.err, /cannot find api\.example\.test/);
    proxy.closeAllConnections();
    proxy.close();
  });
}
