/** Watches: what was missed since the asked version, then events as they come. */
import type { ServerResponse } from 'node:http';
import { statusOf } from './answers.ts';
import type { Store, StoreEvent } from './store.ts';

export function serveWatch(store: Store, collection: string, url: URL, response: ServerResponse): void {
  const wanted = /^metadata\.name=(.+)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1];
  const from = url.searchParams.get('resourceVersion');
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const send = (type: string, object: unknown): void =>
    void response.write(`${JSON.stringify({ type, object })}\n`);
  const tell = (event: StoreEvent): void => {
    if (event.collection !== collection || (wanted !== undefined && event.object.metadata.name !== wanted))
      return;
    send(event.type, event.object);
  };
  if (from === null || from === '0') {
    for (const object of store.list(collection))
      if (wanted === undefined || object.metadata.name === wanted) send('ADDED', object);
  } else {
    const missed = store.since(Number(from));
    if (missed === undefined) {
      send('ERROR', statusOf(410, 'Expired', `too old resource version: ${from}`));
      response.end();
      return;
    }
    missed.forEach(tell);
  }
  const stop = store.watch(tell);
  response.once('close', stop);
}
