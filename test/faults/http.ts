/** An HTTP gateway that misbehaves: it asks the real server, then answers with whatever bytes the test wants. */
import { type IncomingMessage, request as plainRequest, createServer as plainServer } from 'node:http';
import { request as tlsRequest, createServer as tlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { type Closing, closingOf } from './closing.ts';

/** What the real server said. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Writes an answer, or what passes for one, to the client. */
export type HttpFault = (socket: Socket, answer: Answer, asked: Asked) => void;

export interface Gateway extends Closing {
  readonly port: number;
  /** `https://localhost:port`, or http without a certificate. */
  readonly url: string;
  /** Every request that came, in order. */
  readonly asked: readonly Asked[];
}

export interface GatewayOptions {
  /** Where the real answers come from, with its path prefix; its certificate is not checked. None: an empty 200. */
  readonly upstream?: URL;
  /** The real server sees the host that the client named: what is signed, is signed for it. */
  readonly keepHost?: boolean;
  /** PEM; without it the gateway speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Asked for each request, counted from 1; undefined passes the real answer on. */
  readonly fault: (asked: Asked, count: number) => HttpFault | undefined;
}

/** Listens on a free port of 127.0.0.1. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const asked: Asked[] = [];
  const onRequest = async (request: IncomingMessage): Promise<void> => {
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: await bodyOf(request),
    };
    asked.push(one);
    const fault = options.fault(one, asked.length) ?? passOn;
    const answer = await ask(one, options).catch(() => undefined);
    if (request.socket.destroyed) return;
    if (answer === undefined) request.socket.destroy();
    else fault(request.socket, answer, one);
  };
  const listener = (request: IncomingMessage): void => void onRequest(request);
  const server = options.tls === undefined ? plainServer(listener) : tlsServer(options.tls, listener);
  const closing = closingOf(server);
  server.on('connection', (socket: Socket) => closing.keep(socket).on('error', () => undefined));
  server.on('secureConnection', (socket: Socket) => closing.keep(socket).on('error', () => undefined));
  const port = await closing.listen();
  const url = `${options.tls === undefined ? 'http' : 'https'}://localhost:${port}`;
  return { port, url, asked, close: closing.close };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function ask(asked: Asked, { upstream, keepHost = false }: GatewayOptions): Promise<Answer> {
  if (upstream === undefined) return Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0) });
  const url = new URL(upstream.pathname.replace(/\/$/, '') + asked.path, upstream);
  const headers = { ...asked.headers, ...(keepHost ? {} : { host: url.host }) } as Record<string, string>;
  const options = { method: asked.method, headers, agent: false as const, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const outgoing = send(url, options, (incoming) => {
      bodyOf(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(asked.body);
  });
}

/** The real answer, whole, on a connection that closes. */
export const passOn: HttpFault = (socket, { status, headers, body }, { method }) => {
  // HEAD tells the length of what it leaves out.
  const length = method === 'HEAD' ? {} : { 'content-length': String(body.length) };
  socket.end(Buffer.concat([head(status, { ...headers, ...length }), body]));
};

/** Status line and headers; the connection always closes after the answer. */
export function head(status: number, headers: Answer['headers']): Buffer {
  const lines = Object.entries({ ...headers, connection: 'close' })
    .filter(([name, value]) => value !== undefined && name !== 'transfer-encoding')
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${String(one)}\r\n`));
  return Buffer.from(`HTTP/1.1 ${status} Test\r\n${lines.join('')}\r\n`, 'latin1');
}
