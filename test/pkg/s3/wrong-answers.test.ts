/** Answers that no S3 store should give: each told as what it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AskedS3 } from '../../fakes/s3/server.ts';
import { listing, type ReplyOf, withFake } from './fake-place.ts';
import { collect, failureOf, storeAt } from './place.ts';

const NOT_S3: readonly (readonly [name: string, reply: ReplyOf, says: RegExp])[] = [
  [
    "a console's page",
    {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><title>MinIO Console</title></html>',
    },
    /does not speak S3: it answers with a web page \("MinIO Console"\) \(200\)/,
  ],
  ['JSON', { status: 200, body: '{"ok":true}' }, /does not speak S3: it answers with something else \(200\)/],
  [
    'half an answer',
    { status: 200, body: '<?xml version="1.0"?><ListBucketResult><Contents>' },
    /damaged or breaks off/,
  ],
  [
    'another document',
    { status: 200, body: '<?xml version="1.0"?><ListAllMyBucketsResult/>' },
    /does not speak S3/,
  ],
  [
    'a 404 page',
    { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not Found</h1>' },
    /does not speak S3: .*\(404\)/,
  ],
  [
    'an error with 200',
    {
      status: 200,
      body: '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>no</Message></Error>',
    },
    /refuses to list bucket backups \(InternalError, 200\)/,
  ],
  [
    'plain HTTP on a TLS port',
    { status: 400, body: 'Client sent an HTTP request to an HTTPS server.' },
    /speaks HTTPS, and the endpoint says http/,
  ],
  ['a proxy that wants a password', { status: 407, body: 'no' }, /the proxy wants a user and password/],
  ['nesting without end', { status: 200, body: '<a>'.repeat(500_000) }, /does not speak S3|damaged/],
  [
    'an entity bomb',
    {
      status: 200,
      body: '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><ListBucketResult>&b;</ListBucketResult>',
    },
    /does not speak S3|damaged/,
  ],
  [
    'a key outside of the prefix',
    listing('<Contents><Key>other/x</Key><Size>1</Size></Contents>'),
    /it lists other\/x, which is not under cluster-a\//,
  ],
  [
    'an object without a size',
    listing('<Contents><Key>cluster-a/x</Key></Contents>'),
    /without a key or size/,
  ],
  [
    'a listing that goes round in a circle',
    listing(
      '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>cluster-a/x</Key><Size>1</Size></Contents>',
    ),
    /goes round in a circle/,
  ],
  ['a listing that goes on nowhere', listing('<IsTruncated>true</IsTruncated>'), /goes on, and not where/],
];

for (const [name, reply, says] of NOT_S3) {
  test(`${name} is told as what it is, with exit code 3`, () =>
    withFake({ instead: () => reply }, async (_, place) => {
      const store = storeAt(place);
      const failure = await failureOf(collect(store.list('cluster-a/')));
      assert.match(failure.message, says);
      assert.equal(failure.exitCode, 3);
      store.close();
    }));
}

const page = (asked: AskedS3, truncated: string, token: string) =>
  listing(
    `<IsTruncated>${truncated}</IsTruncated><NextContinuationToken>${token}</NextContinuationToken><Contents><Key>cluster-a/${
      asked.target.includes('continuation-token') ? 'new' : 'old'
    }</Key><Size>1</Size></Contents>`,
  );

test('a listing that goes round in a larger circle ends', () =>
  withFake(
    {
      instead: (asked) =>
        page(asked, 'true', asked.target.includes('continuation-token=one') ? 'two' : 'one'),
    },
    async (_, place) => {
      const store = storeAt(place);
      assert.match((await failureOf(collect(store.list('cluster-a/')))).message, /goes round in a circle/);
      store.close();
    },
  ));

test('a listing that says True goes on', () =>
  withFake(
    { instead: (asked) => page(asked, asked.target.includes('token') ? 'False' : ' True ', 'more') },
    async (_, place) => {
      const store = storeAt(place);
      const keys = (await collect(store.list('cluster-a/'))).map(({ key }) => key);
      assert.deepEqual(keys, ['cluster-a/old', 'cluster-a/new']);
      store.close();
    },
  ));
