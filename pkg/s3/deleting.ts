/** Deletes: one, and many with the batch call. */
import { UserError } from '../errors.ts';
import type { RefusedDelete } from '../ports/object-store.ts';
import { md5 } from './digest.ts';
import { readDocument } from './documents.ts';
import type { Line } from './exchange.ts';
import { send } from './retrying.ts';
import { allIn, type Element, escapeXml, speakable, textIn } from './xml.ts';

/** S3's limit. */
const BATCH = 1000;

/** Deletes one object, or one version of it. */
export async function deleteObject(
  line: Line,
  key: string,
  { signal, version }: { readonly signal?: AbortSignal | undefined; readonly version?: string },
): Promise<void> {
  const query = version === undefined ? {} : { versionId: version };
  const { body } = await send({ method: 'DELETE', verb: 'delete', key, query, signal }, line);
  body.resume();
}

/** Deletes `keys`; answers those that were refused. A request that fails as a whole is thrown: what came before it is gone. */
export async function deleteObjects(
  line: Line,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly RefusedDelete[]> {
  const refused: RefusedDelete[] = [];
  const batched = keys.filter(speakable);
  for (let at = 0; at < batched.length; at += BATCH)
    refused.push(...(await deleteBatch(line, batched.slice(at, at + BATCH), signal)));
  for (const key of keys.filter((one) => !speakable(one))) await deleteObject(line, key, { signal });
  return refused;
}

async function deleteBatch(
  line: Line,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<RefusedDelete[]> {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  const body = Buffer.from(`<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects}</Delete>`);
  const headers = { 'content-md5': md5(body), 'content-type': 'application/xml' };
  try {
    const answer = await readDocument(
      { method: 'POST', verb: 'delete', query: { delete: '' }, headers, body, signal },
      'DeleteResult',
      line,
    );
    return refusedOf(answer, keys);
  } catch (error) {
    if (!(error instanceof UserError) || error.reason !== 'NotImplemented') throw error;
    for (const key of keys) await deleteObject(line, key, { signal });
    return [];
  }
}

/** What is not named as deleted is not believed to be. */
function refusedOf(answer: Element, keys: readonly string[]): RefusedDelete[] {
  const gone = new Set(allIn(answer, 'Deleted').map((one) => textIn(one, 'Key')));
  const errors = new Map(allIn(answer, 'Error').map((one) => [textIn(one, 'Key'), one]));
  return keys
    .filter((key) => !gone.has(key))
    .map((key) => ({
      key,
      code: textIn(errors.get(key), 'Code') ?? 'NoAnswer',
      message: textIn(errors.get(key), 'Message') ?? '',
    }));
}
