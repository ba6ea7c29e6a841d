/** An S3 store in this process, over HTTP: for what no real store does on demand. The client's suite holds it and Ceph alike. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { closingOf } from '../../faults/closing.ts';
import { type Bucket, deleteMany, list, put, type Reply, read } from './objects.ts';
import { errorDocument, type Refused } from './refused.ts';
import { checkSignature } from './signature.ts';

export interface FakeS3Options {
  /** The region that requests must be signed for; undefined takes any. */
  readonly region?: string;
  /** The bucket must stand before this domain: `bucket.domain`. */
  readonly domain?: string;
  /** The store's clock; the real one by itself. */
  readonly now?: () => Date;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Asked for each request, counted from 1; what it answers is sent instead. */
  readonly instead?: (asked: AskedS3, count: number) => Reply | undefined;
}

export interface AskedS3 {
  readonly method: string;
  readonly target: string;
  readonly host: string;
}

export interface FakeS3 {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly buckets: Map<string, Bucket>;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
  /** Known, and allowed nothing. */
  readonly stranger: { readonly accessKey: string; readonly secretKey: string };
  /** Keys that no batch deletes. */
  readonly locked: Set<string>;
  /** Every request, in order. */
  readonly asked: AskedS3[];
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1, with one empty bucket `backups`. */
export async function startFakeS3(options: FakeS3Options = {}): Promise<FakeS3> {
  const keys = { accessKey: 'FAKEACCESSKEY', secretKey: 'fake/secret+key' };
  const stranger = { accessKey: 'STRANGERKEY', secretKey: 'stranger/secret' };
  const fake = {
    buckets: new Map<string, Bucket>([['backups', new Map()]]),
    keys,
    stranger,
    locked: new Set<string>(),
    asked: [] as AskedS3[],
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const asked = {
      method: request.method ?? '',
      target: targetOf(request),
      host: request.headers.host ?? '',
    };
    fake.asked.push(asked);
    send(response, options.instead?.(asked, fake.asked.length) ?? answer(request, body, fake, options));
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void handle(request, response).catch(() => response.destroy());
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  const closing = closingOf(server);
  server.on('connection', (socket) => closing.keep(socket).on('error', () => undefined));
  const port = await closing.listen();
  const url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return { ...fake, url, close: closing.close };
}

type Fake = Omit<FakeS3, 'url' | 'close'>;

function answer(request: IncomingMessage, body: Buffer, fake: Fake, options: FakeS3Options): Reply | Refused {
  const { method = '', headers } = request;
  const target = targetOf(request);
  const url = new URL(`http://x${target}`);
  const place = placeOf(url.pathname, headers.host ?? '', options.domain);
  if ('code' in place) return place;
  const signed = checkSignature(
    { method, target, headers, body },
    {
      keys: new Map([fake.keys, fake.stranger].map((one) => [one.accessKey, one.secretKey])),
      region: options.region,
      now: options.now ?? (() => new Date()),
    },
  );
  if ('code' in signed) return signed;
  const bucket = fake.buckets.get(place.bucket);
  if (bucket === undefined) return { status: 404, code: 'NoSuchBucket' };
  if (signed.user === fake.stranger.accessKey) return { status: 403, code: 'AccessDenied' };
  const { key } = place;
  if (key === '' && method === 'POST' && url.searchParams.has('delete'))
    return deleteMany(bucket, body, String(headers['content-md5']), fake.locked);
  if (key === '') return list(bucket, url.searchParams);
  if (method === 'PUT') return put(bucket, key, body);
  if (method === 'DELETE') return remove(bucket, key, fake.locked);
  return read(bucket, key, headers);
}

function remove(bucket: Bucket, key: string, locked: ReadonlySet<string>): Reply | Refused {
  if (locked.has(key)) return { status: 403, code: 'AccessDenied' };
  bucket.delete(key);
  return { status: 204 };
}

/** Path and query; a proxy gets the whole address, and the fake stands for both. */
function targetOf({ url = '' }: IncomingMessage): string {
  return url.replace(/^https?:\/\/[^/]*/, '');
}

/** Bucket and key by the style that this store takes. */
function placeOf(
  path: string,
  host: string,
  domain: string | undefined,
): { bucket: string; key: string } | Refused {
  if (domain !== undefined) {
    const bucket = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : undefined;
    if (bucket === undefined) return { status: 403, code: 'SecondLevelDomainForbidden' };
    return { bucket, key: decodeURIComponent(path.slice(1)) };
  }
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { bucket, key: decodeURIComponent(key) };
}

function send(response: ServerResponse, reply: Reply | Refused): void {
  if ('code' in reply) {
    const body = errorDocument(reply);
    response.writeHead(reply.status, {
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(body),
    });
    return void response.end(body);
  }
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
