/** HEAD and GET of one object. */
import { EXIT, UserError } from '../errors.ts';
import type { ObjectBody, ReadObjectOptions, StoredObject } from '../ports/object-store.ts';
import type { WireResponse } from '../wire/http.ts';
import type { Line, StoreRequest } from './exchange.ts';
import { send } from './retrying.ts';

/** Size, time and ETag. A refusal of HEAD has no words: a GET of one byte is asked for them. */
export async function headObject(
  line: Line,
  key: string,
  signal: AbortSignal | undefined,
): Promise<StoredObject> {
  const asked: StoreRequest = { method: 'HEAD', verb: 'read', key, signal };
  try {
    const response = await send(asked, line);
    response.body.resume();
    return objectOf(key, response);
  } catch (error) {
    if (!(error instanceof UserError) || !WORDLESS.has(error.reason ?? '')) throw error;
    const response = await send({ ...asked, method: 'GET', headers: { range: 'bytes=0-0' } }, line);
    response.body.destroy();
    throw error;
  }
}

/** Codes that were made from the status alone. */
const WORDLESS = new Set(['AccessDenied', 'HTTP404', 'HTTP400', 'PermanentRedirect', 'TemporaryRedirect']);

function objectOf(key: string, { headers }: WireResponse): StoredObject {
  const size = headers['content-length'] ?? '';
  if (!/^\d{1,15}$/.test(size) || headers.etag === undefined)
    throw wrong('it tells neither size nor ETag: is it S3 at all?', 'NotS3');
  const modified = new Date(headers['last-modified'] ?? Number.NaN);
  return {
    key,
    size: Number(size),
    lastModified: Number.isNaN(modified.getTime()) ? undefined : modified,
    etag: headers.etag,
  };
}

/** The body as it comes from the socket. */
export async function getObject(
  line: Line,
  key: string,
  { signal, start = 0, end, ifMatch }: ReadObjectOptions,
): Promise<ObjectBody> {
  const ranged = start > 0 || end !== undefined;
  const response = await send(
    {
      method: 'GET',
      verb: 'read',
      key,
      signal,
      headers: {
        ...(ranged ? { range: `bytes=${start}-${end ?? ''}` } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
    },
    line,
  );
  try {
    return { body: response.body, etag: response.headers.etag, size: sizeOf(response, ranged ? start : 0) };
  } catch (error) {
    response.body.destroy();
    throw error;
  }
}

const RANGE = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/;

/** Bytes of the whole object, and a look whether the part is the one that was asked for. */
function sizeOf({ status, headers }: WireResponse, start: number): number {
  if (status === 206) {
    const [, from, size] = RANGE.exec(headers['content-range'] ?? '') ?? [];
    if (Number(from) === start) return Number(size);
    throw wrong(`it sends another part of the object than was asked for`, 'BadRange');
  }
  if (start > 0) throw wrong('it sends whole objects only, so nothing can be resumed', 'BadRange');
  const size = headers['content-length'] ?? '';
  if (/^\d{1,15}$/.test(size) && headers.etag !== undefined) return Number(size);
  throw wrong('it tells neither size nor ETag: is it S3 at all?', 'NotS3');
}

function wrong(what: string, reason: string): UserError {
  return new UserError(`the store answers wrongly: ${what}`, { exitCode: EXIT.unreachable, reason });
}
