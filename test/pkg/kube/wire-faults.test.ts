/** Every way in which the wire goes wrong: one line in words, the right exit code, within the time limit. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { configurationRef } from '../../../pkg/backup/resource.ts';
import { UserError } from '../../../pkg/errors.ts';
import type { KubeObject } from '../../../pkg/ports/cluster.ts';
import * as answers from '../../faults/answers.ts';
import { type Gateway, type HttpFault, openGateway } from '../../faults/http.ts';
import { openTcpHop, type TcpFault } from '../../faults/tcp.ts';
import { serverPair } from '../../fixtures/pki.ts';
import { connectTo } from './connection.ts';

const OBJECT = JSON.stringify({
  apiVersion: 'enhancement.cluster.alauda.io/v1',
  kind: 'EtcdBackupConfiguration',
  metadata: { name: 'etcd-backup-default', resourceVersion: '7' },
  spec: { schedule: '0 0 * * *' },
});
const JSON_TYPE = { 'content-type': 'application/json' };
const good = answers.answering(200, JSON_TYPE, OBJECT);

let fault: (count: number) => HttpFault = () => good;
let gateway: Gateway;
before(async () => {
  gateway = await openGateway({ tls: serverPair(), fault: (_asked, count) => fault(count) });
});
after(() => gateway.close());

const ref = configurationRef('etcd-backup-default');

async function get(server: string, limit = '30s'): Promise<KubeObject> {
  const { cluster } = await connectTo(server, { 'request-timeout': limit });
  try {
    return await cluster.get(ref);
  } finally {
    cluster.close();
  }
}

/** Only what ends by the time limit has a short one: a busy machine needs more for the rest. */
const limitFor = (reason: string): string => (reason === 'Timeout' ? '500ms' : '30s');

/** A hang would take for ever; a machine that is busy with other things may take its time. */
const MOST_MS = 60_000;

/** What the person reads, and that it came in time. */
async function failureOf(work: () => Promise<unknown>): Promise<UserError> {
  const started = performance.now();
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof UserError, `a UserError, not ${error}`);
    assert.ok(performance.now() - started < MOST_MS, 'within the time limit');
    assert.doesNotMatch(`${error.message}${error.hint}`, /\n|SECRET|at \w+ \(/);
    return error;
  }
  return assert.fail('it worked');
}

const wrongAnswers: readonly (readonly [name: string, fault: HttpFault, words: RegExp, reason: string])[] = [
  ['reset at headers', answers.resetAtHeaders, /closed the connection without an answer/, 'Reset'],
  ['reset mid-body', answers.resetMidBody, /broke off in the middle of its answer/, 'BrokenOff'],
  ['a body that stops', answers.stopMidBody, /did not answer in time/, 'Timeout'],
  ['no answer at all', answers.neverAnswer, /did not answer in time/, 'Timeout'],
  ['one byte a second', answers.byteByByte, /did not answer in time/, 'Timeout'],
  ['a content length too long', answers.lengthTooLong, /broke off in the middle/, 'BrokenOff'],
  ['a content length too short', answers.lengthTooShort, /JSON that is damaged or breaks off/, 'NotJson'],
  ['truncated JSON', answers.truncated, /JSON that is damaged or breaks off/, 'NotJson'],
  ['gzip that is none', answers.notGzip, /packed wrongly/, 'BadEncoding'],
  [
    'a page with a 502',
    answers.badGateway,
    /a gateway in front of .* web page \(502\): 502 Bad Gateway$/,
    'Gateway',
  ],
  ['a login page with a 200', answers.loginPage, /a web page \("Sign in"\)/, 'NotJson'],
  ['null', answers.answering(200, JSON_TYPE, 'null'), /answers with something else where/, 'WrongKind'],
  [
    'a 200 that is no object',
    answers.answering(200, JSON_TYPE, '{"kind":"Status","status":"Failure"}'),
    /answers with Status where the EtcdBackupConfiguration should be$/,
    'WrongKind',
  ],
  ['not HTTP', answers.notHttp, /does not speak HTTP/, 'NotHttp'],
  [
    'a redirect',
    answers.answering(302, { location: 'https://elsewhere.example.test/' }, ''),
    /sends us elsewhere \(302\)/,
    'Redirect',
  ],
];

for (const [name, wrong, words, reason] of wrongAnswers) {
  test(`${name} is told as what it is`, async () => {
    fault = () => withObject(wrong);
    const error = await failureOf(() => get(gateway.url, limitFor(reason)));
    assert.match(error.message, words);
    assert.equal(error.reason, reason);
    assert.equal(error.exitCode, 3);
  });
}

/** The gateway has no upstream here: the real answer is this object. */
function withObject(wrong: HttpFault): HttpFault {
  return (socket, _answer, asked) =>
    wrong(socket, { status: 200, headers: JSON_TYPE, body: Buffer.from(OBJECT) }, asked);
}

const connections: readonly (readonly [name: string, fault: TcpFault, words: RegExp, reason: string])[] = [
  ['a reset at connect', { kind: 'reset' }, /closed the connection without an answer/, 'Reset'],
  ['a half-open connection', { kind: 'silent' }, /did not answer in time/, 'Timeout'],
  [
    'a reset in the TLS handshake',
    { kind: 'cut', afterBytes: 100, how: 'reset' },
    /closed the connection/,
    'Reset',
  ],
  [
    'an end in the TLS handshake',
    { kind: 'cut', afterBytes: 100, how: 'end' },
    /closed the connection/,
    'Reset',
  ],
  [
    'silence in the TLS handshake',
    { kind: 'cut', afterBytes: 100, how: 'silence' },
    /did not answer in time/,
    'Timeout',
  ],
  [
    'a trickle in the TLS handshake',
    { kind: 'slow', bytesPerSecond: 1 },
    /did not answer in time/,
    'Timeout',
  ],
];

for (const [name, wrong, words, reason] of connections) {
  test(`${name} is told as what it is`, async () => {
    fault = () => good;
    const hop = await openTcpHop({ host: '127.0.0.1', port: gateway.port }, () => wrong);
    try {
      const error = await failureOf(() => get(`https://localhost:${hop.port}`, limitFor(reason)));
      assert.match(error.message, words);
      assert.equal(error.reason, reason);
      assert.equal(error.exitCode, 3);
    } finally {
      await hop.close();
    }
  });
}

test('the right body comes through packed, large, or after a reset before the first byte', async () => {
  fault = () => withObject(answers.gzipped);
  assert.equal((await get(gateway.url)).metadata?.name, 'etcd-backup-default');
  fault = () => withObject(answers.withBody((body) => `${body}${' '.repeat(10 * 1024 * 1024)}`));
  assert.equal((await get(gateway.url)).metadata?.name, 'etcd-backup-default');
  const start = gateway.asked.length;
  fault = (count) => (count === start + 1 ? answers.resetAtHeaders : good);
  assert.equal((await get(gateway.url)).metadata?.name, 'etcd-backup-default');
});

test('a body beyond all measure is not read to its end', async () => {
  fault = () =>
    withObject(answers.withBody((body) => Buffer.concat([body, Buffer.alloc(70 * 1024 * 1024, 32)])));
  const error = await failureOf(() => get(gateway.url, '60s'));
  assert.match(error.message, /larger than 64 MiB/);
});

test('a busy server is waited for, as long as it asks', async () => {
  const start = gateway.asked.length;
  const busy = answers.answering(429, { 'retry-after': '1', ...JSON_TYPE }, '{}');
  fault = (count) => (count === start + 1 ? busy : good);
  const { cluster, said } = await connectTo(gateway.url);
  const before = performance.now();
  assert.equal((await cluster.get(ref)).metadata?.name, 'etcd-backup-default');
  cluster.close();
  assert.ok(performance.now() - before >= 950);
  assert.deepEqual(said, ['the server is busy (429): trying again in 1 s, as it asks']);
});

test('what writes or acts is sent once, whatever happens', async () => {
  for (const wrong of [
    answers.resetAtHeaders,
    answers.answering(503, { 'retry-after': '1', ...JSON_TYPE }, '{}'),
  ]) {
    fault = () => wrong;
    const { cluster } = await connectTo(gateway.url);
    const start = gateway.asked.length;
    await failureOf(() => cluster.patch(ref, 'merge', { spec: {} }));
    assert.equal(gateway.asked.length - start, 1, 'one PATCH');
    await cluster.exec(ref).catch((error) => assert.ok(error instanceof UserError));
    assert.equal(gateway.asked.length - start, 2, 'one exec');
    cluster.close();
  }
});

test('a server without a listener is said to refuse', async () => {
  const closed = await openGateway({ fault: () => good });
  await closed.close();
  const error = await failureOf(() => get(`https://localhost:${closed.port}`));
  assert.match(error.message, /refuses connections/);
});

test('an unknown host is said to be unknown', async () => {
  const error = await failureOf(() => get('https://no-such-host.invalid'));
  assert.match(error.message, /cannot find no-such-host\.invalid/);
  assert.equal(error.reason, 'DNS');
});
