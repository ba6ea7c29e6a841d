/** Servers of tests get ports that nothing else takes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import process from 'node:process';
import { test } from 'node:test';
import { freePorts } from '../servers/ports.ts';

test('they lie below those of outgoing connections, and none comes twice', async () => {
  const ports = await freePorts(200);
  assert.equal(new Set(ports).size, 200);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  await once(socket, 'connect');
  const outgoing = socket.localPort ?? 0;
  socket.destroy();
  server.close();
  // A machine may give nearly all ports away: then none lie below.
  const end = Math.max(outgoing, 32_768);
  assert.ok(
    ports.every((port) => port >= 10_000 && port < end),
    `${ports} beside ${outgoing}`,
  );
});

test('one that another process was given is given again when that has ended', {
  skip: process.platform === 'linux' ? false : 'needs names of the Linux kernel',
}, async () => {
  // Other ports in each run: two at once on one machine would wait for each other's.
  const place = Math.random() / 2;
  const code = `
    import { freePorts } from ${JSON.stringify(new URL('../servers/ports.ts', import.meta.url).href)};
    Math.random = () => ${place} + (calls++) / 3000;
    let calls = 0;
    process.stdout.write(String(await freePorts(1)));
    process.stdin.resume();`;
  const started = (): ReturnType<typeof spawn> =>
    spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  const told = async (child: ReturnType<typeof spawn>): Promise<string> =>
    String((await once(child.stdout as NodeJS.ReadableStream, 'data'))[0]);
  const first = started();
  const port = await told(first);
  const second = started();
  assert.notEqual(await told(second), port);
  first.stdin?.end();
  await once(first, 'exit');
  const third = started();
  assert.equal(await told(third), port);
  for (const child of [second, third]) child.stdin?.end();
});
