/** Proxies that write down what they were asked for, and lead every name to one server: HTTP, HTTPS and SOCKS5. */
import { createServer, type IncomingMessage, request as plainRequest } from 'node:http';
import { createServer as tlsServer } from 'node:https';
import { connect as dial, type Server, type Socket, createServer as tcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Closing, closingOf, type Keeper } from '../../faults/closing.ts';
import { serverPair } from '../../fixtures/pki.ts';

export interface RecordingProxy extends Closing {
  readonly port: number;
  /** `CONNECT host:port` or `GET http://…`, and who asked, as the proxy was told. */
  readonly hops: () => readonly string[];
  readonly forget: () => void;
}

/** An HTTP proxy; with `secure` the way to it is TLS as well. */
export async function openHttpProxy(target: number, secure: boolean): Promise<RecordingProxy> {
  const server = secure ? tlsServer(serverPair()) : createServer();
  const book = await opened(server);
  const who = ({ headers }: IncomingMessage): string =>
    headers['proxy-authorization'] === undefined ? '' : ` as ${headers['proxy-authorization']}`;
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    book.note(`CONNECT ${request.url}${who(request)}`);
    const upstream = book.keeper.keep(dial(target, '127.0.0.1'));
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    join(client, upstream);
  });
  server.on('request', (request, response) => {
    const { pathname, origin } = new URL(request.url ?? '');
    book.note(`${request.method} ${origin}${pathname}${who(request)}`);
    const { 'proxy-authorization': _proxy, ...headers } = request.headers;
    const onward = plainRequest(
      { host: '127.0.0.1', port: target, path: pathname, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    onward.end();
  });
  return book.proxy;
}

/** SOCKS5 (RFC 1928) with and without a user and password (RFC 1929). */
export async function openSocksProxy(target: number): Promise<RecordingProxy> {
  const server = tcpServer((client) => void serve(client).catch(() => client.destroy()));
  const book = await opened(server);
  return book.proxy;

  async function serve(client: Socket): Promise<void> {
    const read = reader(client);
    const [, methods = 0] = await read(2);
    const offered = await read(methods);
    const named = offered.includes(2);
    client.write(Buffer.from([5, named ? 2 : 0]));
    const user = named ? ` as ${await userAndPassword(read)}` : '';
    if (named) client.write(Buffer.from([1, 0]));
    const [, , , kind] = await read(4);
    const host =
      kind === 3 ? (await counted(read)).toString() : [...(await read(kind === 4 ? 16 : 4))].join('.');
    const port = (await read(2)).readUInt16BE();
    book.note(`SOCKS ${host}:${port}${user}`);
    const upstream = book.keeper.keep(dial(target, '127.0.0.1'));
    upstream.once('connect', () => {
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      client.pipe(upstream).pipe(client);
    });
    join(client, upstream);
  }
}

async function userAndPassword(read: Read): Promise<string> {
  await read(1);
  return `${await counted(read)}:${await counted(read)}`;
}

type Read = (bytes: number) => Promise<Buffer>;

/** A length and so many bytes. */
async function counted(read: Read): Promise<Buffer> {
  const [length = 0] = await read(1);
  return read(length);
}

function reader(client: Socket): Read {
  return async (bytes) => {
    for (;;) {
      const piece: Buffer | null = bytes === 0 ? Buffer.alloc(0) : client.read(bytes);
      if (piece !== null) return piece;
      await new Promise<void>((resolve, reject) => {
        client.once('readable', resolve);
        client.once('close', () => reject(new Error('gone')));
      });
    }
  };
}

interface Book {
  readonly proxy: RecordingProxy;
  readonly keeper: Keeper;
  readonly note: (hop: string) => void;
}

async function opened(server: Server): Promise<Book> {
  let hops: string[] = [];
  const keeper = closingOf(server);
  server.on('connection', (socket: Socket) => keeper.keep(socket).on('error', () => undefined));
  const port = await keeper.listen();
  const forget = (): void => {
    hops = [];
  };
  return {
    proxy: { port, hops: () => hops, forget, close: keeper.close },
    keeper,
    note: (hop) => hops.push(hop),
  };
}

function join(one: Duplex, other: Duplex): void {
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
}
