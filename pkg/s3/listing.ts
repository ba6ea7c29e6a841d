/** ListObjectsV2, page by page. */
import { EXIT, UserError } from '../errors.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { readDocument } from './documents.ts';
import type { Line } from './exchange.ts';
import { allIn, type Element, textIn } from './xml.ts';

interface Page {
  readonly objects: readonly StoredObject[];
  /** What asks for the next page; undefined on the last one. */
  readonly next: Readonly<Record<string, string>> | undefined;
}

/** Every object under `prefix`. Throws UserError. */
export async function* listObjects(
  line: Line,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredObject> {
  let next: Page['next'] = {};
  const asked = new Set<string>();
  while (next !== undefined) {
    if (asked.has(JSON.stringify(next))) throw bad('its listing goes round in a circle');
    asked.add(JSON.stringify(next));
    const page: Page = await readPage(line, prefix, next, signal);
    yield* page.objects;
    next = page.next;
  }
}

/** At most one object: tells whether the bucket may be listed. */
export async function lookAt(line: Line, signal: AbortSignal | undefined): Promise<void> {
  await readDocument(
    { method: 'GET', verb: 'list', query: { 'list-type': '2', 'max-keys': '1' }, signal },
    'ListBucketResult',
    line,
  );
}

async function readPage(
  line: Line,
  prefix: string,
  from: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Page> {
  const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': '1000', prefix, ...from };
  const document = await readDocument(
    { method: 'GET', verb: 'list', query, signal },
    'ListBucketResult',
    line,
  );
  // Keys come encoded only where the store says so: not every one knows how.
  const decode = textIn(document, 'EncodingType') === 'url' ? decoded : (text: string) => text;
  const objects = allIn(document, 'Contents').map((element) => objectOf(element, decode));
  const stranger = objects.find(({ key }) => !key.startsWith(prefix));
  if (stranger !== undefined) throw bad(`it lists ${stranger.key}, which is not under ${prefix}`);
  return { objects, next: nextOf(document, objects) };
}

/** The token; stores without one go on behind the last key. */
function nextOf(document: Element, objects: readonly StoredObject[]): Page['next'] {
  // A listing that is believed to be whole when it is not would hide the newest backups.
  if (textIn(document, 'IsTruncated')?.trim().toLowerCase() !== 'true') return undefined;
  const token = textIn(document, 'NextContinuationToken');
  if (token !== undefined && token !== '') return { 'continuation-token': token };
  const last = objects.at(-1)?.key;
  if (last === undefined) throw bad('its listing says that it goes on, and not where');
  return { 'start-after': last };
}

function objectOf(element: Element, decode: (text: string) => string): StoredObject {
  const key = textIn(element, 'Key');
  const size = textIn(element, 'Size') ?? '';
  if (key === undefined || !/^\d{1,15}$/.test(size))
    throw bad('its listing has an object without a key or size');
  const modified = new Date(textIn(element, 'LastModified') ?? Number.NaN);
  return {
    key: decode(key),
    size: Number(size),
    lastModified: Number.isNaN(modified.getTime()) ? undefined : modified,
    etag: textIn(element, 'ETag'),
  };
}

/** As forms are encoded: AWS writes a space as `+`, others as `%20`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw bad(`its listing has a key that cannot be read: ${text}`);
  }
}

function bad(what: string): UserError {
  return new UserError(`the store answers wrongly: ${what}`, {
    exitCode: EXIT.unreachable,
    reason: 'BadAnswer',
  });
}
