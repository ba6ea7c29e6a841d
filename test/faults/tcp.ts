/** A TCP hop that misbehaves: what a broken network, firewall or load balancer does to any protocol, TLS included. */
import { createServer, connect as dial, type Socket } from 'node:net';
import { type Closing, closingOf, reset } from './closing.ts';

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
}

/** How a connection goes wrong. */
export type TcpFault =
  /** Everything passes. */
  | { readonly kind: 'none' }
  /** The connection is reset as soon as it stands. */
  | { readonly kind: 'reset' }
  /** Half-open: bytes are taken, none ever comes back. */
  | { readonly kind: 'silent' }
  /** After so many bytes from the target: a reset, a clean end, or silence. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: 'reset' | 'end' | 'silence' }
  /** Bytes from the target trickle. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };

export interface TcpHop extends Closing {
  readonly port: number;
  /** Connections so far. */
  readonly connections: () => number;
}

/**
 * Listens on a free port of 127.0.0.1 and passes to `target`. `fault` is asked for each connection, counted from 1,
 * so that the first one can fail and the next succeed.
 */
export async function openTcpHop(
  target: TcpTarget,
  fault: (connection: number) => TcpFault,
): Promise<TcpHop> {
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    carry(client, target, fault(connections), closing.keep);
  });
  const closing = closingOf(server);
  const port = await closing.listen();
  return { port, connections: () => connections, close: closing.close };
}

function carry(client: Socket, target: TcpTarget, fault: TcpFault, keep: (socket: Socket) => Socket): void {
  keep(client).on('error', () => undefined);
  if (fault.kind === 'reset') return reset(client);
  if (fault.kind === 'silent') return void client.resume();
  const upstream = keep(dial(target)).on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
  client.on('data', (piece) => void upstream.write(piece));
  client.on('end', () => upstream.end());
  upstream.on('close', () => (fault.kind === 'none' ? client.end() : undefined));
  if (fault.kind === 'none') upstream.on('data', (piece) => void client.write(piece));
  if (fault.kind === 'cut') cut(client, upstream, fault);
  if (fault.kind === 'slow') trickle(client, upstream, fault.bytesPerSecond);
}

function cut(client: Socket, upstream: Socket, fault: TcpFault & { kind: 'cut' }): void {
  let left = fault.afterBytes;
  upstream.on('data', (piece) => {
    if (left <= 0) return;
    const part = piece.subarray(0, left);
    left -= piece.length;
    client.write(part, () => {
      if (left > 0 || fault.how === 'silence') return;
      if (fault.how === 'reset') reset(client);
      else client.end();
    });
  });
}

function trickle(client: Socket, upstream: Socket, bytesPerSecond: number): void {
  let waiting = Buffer.alloc(0);
  upstream.on('data', (piece) => {
    waiting = Buffer.concat([waiting, piece]);
  });
  const timer = setInterval(
    () => {
      if (client.destroyed) return clearInterval(timer);
      const step = Math.max(1, Math.floor(bytesPerSecond / 10));
      client.write(waiting.subarray(0, step));
      waiting = waiting.subarray(step);
    },
    bytesPerSecond < 10 ? 1000 / bytesPerSecond : 100,
  );
  client.on('close', () => clearInterval(timer));
}
