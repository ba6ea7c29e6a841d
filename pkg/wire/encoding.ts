/** A body as it was before the server packed it. */
import type { Readable } from 'node:stream';
import { UnknownEncoding } from './failures.ts';
import type { WireResponse } from './http.ts';

/** The unpacked body; nobody asks for gzip here, but a gateway may send it all the same. */
export async function plainBody({ body, headers }: WireResponse): Promise<Readable> {
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return body;
  const zlib = await import('node:zlib');
  const { pipeline } = await import('node:stream');
  const unpack = /^(?:x-)?gzip$/.test(encoding) ? zlib.createGunzip() : undefined;
  if (unpack === undefined) {
    body.destroy();
    throw new UnknownEncoding(`content-encoding ${encoding}`);
  }
  // An error of either stream ends both, and reaches the reader of the second.
  return pipeline(body, unpack, () => undefined);
}
