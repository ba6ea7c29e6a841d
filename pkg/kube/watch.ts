/** A watch: one JSON event a line, for as long as the server likes. */
import { StringDecoder } from 'node:string_decoder';
import { fieldsOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import type { KubeObject, ObjectRef, WatchEvent, WatchOptions } from '../ports/cluster.ts';
import { plainBody } from '../wire/encoding.ts';
import { apiFailure } from './api-failures.ts';
import { collectionPath } from './paths.ts';
import type { Requests } from './requests.ts';
import { wireFailure } from './wire-failures.ts';

/** A resource with 5000 records is about 1 MB; etcd refuses objects far below this. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Events of one object until the server ends the watch. ERROR events and a cut connection are thrown. */
export async function* watchObject(
  requests: Requests,
  server: URL,
  ref: ObjectRef,
  options: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const response = await requests.stream({
    method: 'GET',
    verb: 'watch',
    kind: ref.kind,
    ref,
    path: collectionPath(ref.kind, ref.namespace),
    query: {
      watch: 'true',
      fieldSelector: `metadata.name=${ref.name}`,
      allowWatchBookmarks: 'true',
      resourceVersion: options.resourceVersion,
    },
    // A quiet watch is a healthy watch: nothing may be heard for hours once it stands.
    endless: true,
    signal: options.signal,
  });
  try {
    const body = await plainBody(response);
    for await (const line of lines(body as AsyncIterable<Buffer>)) yield eventOf(line, ref, server);
  } catch (error) {
    throw wireFailure(error, server, options.signal?.aborted === true, 'body');
  } finally {
    response.body.destroy();
  }
}

async function* lines(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of body) {
    const parts = (rest + decoder.write(piece)).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST_LINE)
      throw new UserError('the server sends an event without an end', { exitCode: EXIT.unreachable });
    for (const part of parts) if (part !== '') yield part;
  }
  if (rest.trim() !== '')
    throw new UserError('the server cut the watch in the middle of an event', {
      exitCode: EXIT.unreachable,
      reason: 'Reset',
    });
}

function eventOf(line: string, ref: ObjectRef, server: URL): WatchEvent {
  const event = fieldsOf(parse(line));
  const object = fieldsOf(event['object']);
  const type = textOf(event['type']);
  if (type === 'ERROR') {
    const status = typeof object['code'] === 'number' ? object['code'] : 500;
    throw apiFailure(
      { status, contentType: 'application/json', body: JSON.stringify(object) },
      { verb: 'watch', kind: ref.kind, ref },
      server,
    );
  }
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED' && type !== 'BOOKMARK') {
    throw new UserError('the server sends a watch event of an unknown kind', {
      exitCode: EXIT.unreachable,
      reason: 'NotJson',
    });
  }
  return { type, object: object as KubeObject };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new UserError('the server sends a watch event that is not JSON', {
      exitCode: EXIT.unreachable,
      reason: 'NotJson',
      cause: error,
    });
  }
}
