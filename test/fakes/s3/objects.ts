/** Buckets of the fake store, and what S3 answers about them. */
import { createHash } from 'node:crypto';
import type { Refused } from './refused.ts';

export interface Held {
  readonly body: Buffer;
  readonly etag: string;
  readonly modified: Date;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export type Bucket = Map<string, Held>;

export function put(bucket: Bucket, key: string, body: Buffer, modified = new Date()): Reply {
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  bucket.set(key, { body, etag, modified });
  return { status: 200, headers: { etag } };
}

/** GET and HEAD: Node leaves the body of a HEAD out by itself. */
export function read(
  bucket: Bucket,
  key: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Reply | Refused {
  const held = bucket.get(key);
  if (held === undefined) return { status: 404, code: 'NoSuchKey' };
  const { body, etag, modified } = held;
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
    return { status: 412, code: 'PreconditionFailed' };
  const facts = { etag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' };
  const range = /^bytes=(\d+)-(\d*)$/.exec(String(headers['range'] ?? ''));
  if (range === null)
    return { status: 200, headers: { ...facts, 'content-length': String(body.length) }, body };
  const [start, end] = [Number(range[1]), Math.min(Number(range[2] || body.length - 1), body.length - 1)];
  if (start >= body.length) return { status: 416, code: 'InvalidRange' };
  const part = body.subarray(start, end + 1);
  return {
    status: 206,
    headers: {
      ...facts,
      'content-range': `bytes ${start}-${end}/${body.length}`,
      'content-length': String(part.length),
    },
    body: part,
  };
}

/** ListObjectsV2, at most 1000 keys a page, in the order of UTF-8. */
export function list(bucket: Bucket, query: URLSearchParams): Reply {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const keys = [...bucket.keys()]
    .filter((key) => key.startsWith(prefix))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .filter((key) => after === '' || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = keys.slice(0, most);
  const more = keys.length > page.length;
  const encoded = query.get('encoding-type') === 'url';
  // As AWS writes it: a space is a plus.
  const name = (text: string): string =>
    encoded ? encodeURIComponent(text).replaceAll('%20', '+') : escaped(text);
  const contents = page.map((key) => {
    const { body, etag, modified } = bucket.get(key) as Held;
    return `<Contents><Key>${name(key)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${escaped(etag)}</ETag><Size>${body.length}</Size></Contents>`;
  });
  const next = more ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  return xml(
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>${encoded ? '<EncodingType>url</EncodingType>' : ''}${contents.join('')}${next}</ListBucketResult>`,
  );
}

/** The batch delete; `locked` keys are refused. */
export function deleteMany(
  bucket: Bucket,
  body: Buffer,
  md5: string,
  locked: ReadonlySet<string>,
): Reply | Refused {
  if (createHash('md5').update(body).digest('base64') !== md5) return { status: 400, code: 'BadDigest' };
  const keys = [...body.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)].map((one) => plain(one[1] ?? ''));
  if (keys.length === 0 || keys.length > 1000) return { status: 400, code: 'MalformedXML' };
  const results = keys.map((key) => {
    if (locked.has(key))
      return `<Error><Key>${escaped(key)}</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`;
    bucket.delete(key);
    return `<Deleted><Key>${escaped(key)}</Key></Deleted>`;
  });
  return xml(`<DeleteResult>${results.join('')}</DeleteResult>`);
}

const xml = (body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});
const escaped = (text: string): string => text.replaceAll(/[&<>"'\r\n]/g, (one) => `&#${one.charCodeAt(0)};`);
const plain = (text: string): string =>
  text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
