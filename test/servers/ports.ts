/**
 * Ports for servers that have to be told one. A port that the kernel chose a moment ago may be an outgoing connection's the moment
 * after; these lie below those, and belong to this process until it ends.
 */
import { readFileSync } from 'node:fs';
import { createServer, type ListenOptions, type Server } from 'node:net';
import process from 'node:process';

const LOWEST = 10_000;

/** Where the ports of outgoing connections begin; 32768 unless this machine was told otherwise. */
function firstOutgoing(): number {
  try {
    const first = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
    // A machine that gives nearly all ports away leaves no better ones.
    return first >= LOWEST + 2000 ? first : 32_768;
  } catch {
    return 32_768;
  }
}

/** `count` ports of 127.0.0.1 at which nobody listens, and which no other test is given while this process lives. */
export async function freePorts(count: number): Promise<number[]> {
  const end = firstOutgoing();
  const ports: number[] = [];
  for (let tries = 0; ports.length < count; tries += 1) {
    if (tries > 10_000) throw new Error(`no free port between ${LOWEST} and ${end}`);
    const port = LOWEST + Math.floor(Math.random() * (end - LOWEST));
    if ((await claimed(port)) && (await unused(port))) ports.push(port);
  }
  return ports;
}

/** A name that the kernel gives to one process only, and takes back when that ends. */
async function claimed(port: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const server = await listening({ path: `\0etcdbackup-tests/${port}` });
  server?.unref();
  return server !== undefined;
}

async function unused(port: number): Promise<boolean> {
  const server = await listening({ port, host: '127.0.0.1', exclusive: true });
  if (server === undefined) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

function listening(where: ListenOptions): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(where, () => resolve(server));
  });
}
