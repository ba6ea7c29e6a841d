/** A watch whose wire goes wrong after it stood: each event that was whole is given, then the end is told as what it is. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { UserError } from '../../../pkg/errors.ts';
import { resetSocket } from '../../faults/answers.ts';
import { type Gateway, type HttpFault, openGateway } from '../../faults/http.ts';
import { serverPair } from '../../fixtures/pki.ts';
import { connectTo } from './connection.ts';

const ref = configurationRef('etcd-backup-default');
const EVENT = '{"type":"MODIFIED","object":{"metadata":{"name":"etcd-backup-default"}}}\n';
/** As API servers send watches: in chunks, so that an end without the last chunk is none. */
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const lastChunk = (socket: Parameters<HttpFault>[0]): void => void socket.end('0\r\n\r\n');

let fault: HttpFault;
let gateway: Gateway;
before(async () => {
  gateway = await openGateway({
    tls: serverPair(),
    fault: () => (socket, answer, asked) => fault(socket, answer, asked),
  });
});
after(() => gateway.close());

/** The events that came, and how the watch ended. */
async function watched(): Promise<{ readonly events: number; readonly error: unknown }> {
  const { cluster } = await connectTo(gateway.url, { 'request-timeout': '20s' });
  let events = 0;
  try {
    for await (const _event of cluster.watch(ref)) events += 1;
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  } finally {
    cluster.close();
  }
}

const then =
  (rest: string, end: (socket: Parameters<HttpFault>[0]) => void): HttpFault =>
  (socket) =>
    void socket.write(HEAD + chunk(EVENT + rest), () => setTimeout(() => end(socket), 50));

const cases: readonly (readonly [name: string, fault: HttpFault, words: RegExp, reason: string])[] = [
  ['a reset between two events', then('', resetSocket), /broke off in the middle of its answer/, 'BrokenOff'],
  ['a reset in an event', then(EVENT.slice(0, 20), resetSocket), /broke off in the middle/, 'BrokenOff'],
  [
    'an end in an event',
    then(EVENT.slice(0, 20), lastChunk),
    /cut the watch in the middle of an event/,
    'Reset',
  ],
  ['a page between two events', then('<html>\n', lastChunk), /a watch event that is not JSON/, 'NotJson'],
  ['an event of another kind', then('{"type":"STRANGE"}\n', lastChunk), /an unknown kind/, 'NotJson'],
];

for (const [name, wrong, words, reason] of cases) {
  test(`${name} is told, after the events that were whole; the watch is sent once`, async () => {
    fault = wrong;
    const before = gateway.asked.length;
    const { events, error } = await watched();
    assert.equal(events, 1);
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, words);
    assert.deepEqual([error.reason, error.exitCode], [reason, 3]);
    assert.equal(gateway.asked.length - before, 1);
  });
}

test('a reset before the first byte of a watch is tried again', async () => {
  const before = gateway.asked.length;
  const whole = then('', lastChunk);
  fault = (socket, answer, asked) =>
    gateway.asked.length - before === 1 ? resetSocket(socket) : whole(socket, answer, asked);
  assert.deepEqual(await watched(), { events: 1, error: undefined });
  assert.equal(gateway.asked.length - before, 2);
});
