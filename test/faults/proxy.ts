/** A forward proxy, CONNECT and absolute form, that finds every host on this machine: what no DNS knows can be reached through it. */
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Closing, closingOf } from './closing.ts';

export interface ForwardProxy extends Closing {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** What was asked for, in order: `CONNECT host:port`, or method and address. */
  readonly asked: readonly string[];
}

/** Listens on a free port of 127.0.0.1. */
export async function openForwardProxy(): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    passOn(request, response);
  });
  const closing = closingOf(server);
  server.on('connection', (socket) => closing.keep(socket).on('error', () => undefined));
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    const target = closing.keep(connect(Number(request.url?.split(':').at(-1)), '127.0.0.1'));
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    target.pipe(socket);
    socket.pipe(target);
  });
  const port = await closing.listen();
  return { url: `http://127.0.0.1:${port}`, asked, close: closing.close };
}

function passOn(request: IncomingMessage, response: ServerResponse): void {
  const { port, pathname, search } = new URL(request.url ?? '');
  const { method = 'GET', headers } = request;
  const outgoing = send(
    { host: '127.0.0.1', port, method, path: pathname + search, headers, agent: false },
    (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.pipe(response);
    },
  );
  outgoing.on('error', () => response.destroy());
  request.pipe(outgoing);
}
