/** The client on the fake store: the suite that Ceph passes, and what no real store does on demand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStore } from '../../fakes/object-store.ts';
import { type FakeS3, type FakeS3Options, startFakeS3 } from '../../fakes/s3/server.ts';
import { collect, failureOf, objectSuite, type Place, storeAt, storeSuite } from './store-suite.ts';

let suite: FakeS3 | undefined;
storeSuite(
  'the fake store',
  async () => {
    suite = await startFakeS3();
    return placeOf(suite);
  },
  async () => suite?.close(),
);

describe('the store in memory', () => {
  const memory = new MemoryStore();
  objectSuite(() => memory);
});

function placeOf({ url, keys, stranger }: FakeS3): Place {
  return { endpoint: url, bucket: 'backups', keys, stranger };
}

/** A fake of its own for one test. */
async function withFake(
  options: FakeS3Options,
  work: (fake: FakeS3, place: Place) => Promise<void>,
): Promise<void> {
  const fake = await startFakeS3(options);
  try {
    await work(fake, placeOf(fake));
  } finally {
    await fake.close();
  }
}

test('a region that is not given is found where the store tells it', () =>
  withFake({ region: 'eu-west-1' }, async (fake, place) => {
    const said: string[] = [];
    const store = storeAt(place, {}, { said });
    await store.put('a', Buffer.from('x'));
    assert.deepEqual(await store.lookAtBucket(), { region: 'eu-west-1', addressing: 'path' });
    assert.deepEqual([said, fake.asked.length], [[], 3]);
    store.close();
  }));

test('another region than the one that was given is told, and gone along with', () =>
  withFake({ region: 'eu-west-1' }, async (_, place) => {
    const said: string[] = [];
    const store = storeAt(place, { region: 'cn-north-1' }, { said });
    assert.deepEqual(await collect(store.list('')), []);
    assert.deepEqual(said, ['bucket backups is in region eu-west-1, not in cn-north-1']);
    store.close();
  }));

test('a region that is about to be written must be right', () =>
  withFake({ region: 'eu-west-1' }, async (_, place) => {
    const store = storeAt(place, { region: 'cn-north-1', strictRegion: true });
    const failure = await failureOf(store.lookAtBucket());
    assert.deepEqual(
      [failure.message, failure.hint, failure.reason, failure.exitCode],
      [
        'bucket backups is in region eu-west-1, not in cn-north-1',
        'set --region eu-west-1',
        'WrongRegion',
        3,
      ],
    );
    store.close();
  }));

test('a store that refuses the bucket in the path gets it in the host, for reading and for writing', () =>
  withFake({ domain: 's3.example.test' }, async (fake, place) => {
    // No DNS knows the host: the fake is the proxy, too, as it takes the address from the Host header.
    const proxied = { ...place, endpoint: 'http://s3.example.test' };
    const world = { env: { HTTP_PROXY: fake.url } };
    fake.buckets.set('backups', new Map());
    const store = storeAt(proxied, {}, world);
    await store.put('a b', Buffer.from('x'));
    assert.equal((await store.head('a b')).size, 1);
    assert.deepEqual(await store.lookAtBucket(), { region: 'us-east-1', addressing: 'virtual' });
    const forced = storeAt(proxied, { addressing: 'path' }, world);
    const failure = await failureOf(forced.lookAtBucket());
    assert.match(
      `${failure.message} ${failure.hint}`,
      /refuses the bucket in the path give --addressing virtual/,
    );
    store.close();
    forced.close();
  }));

test('a busy store is asked again for what only reads, and never for what writes', async () => {
  let busy = 2;
  const instead = () => {
    busy -= 1;
    return busy < 0 ? undefined : { status: 503, headers: { 'retry-after': '0' } };
  };
  await withFake({ instead }, async (fake, place) => {
    const store = storeAt(place);
    assert.deepEqual(await collect(store.list('')), []);
    assert.equal(fake.asked.length, 3);
    busy = 1;
    const failure = await failureOf(store.put('a', Buffer.from('x')));
    assert.match(failure.message, /is too busy \(ServiceUnavailable, 503\)/);
    busy = 1;
    assert.equal((await failureOf(store.deleteMany(['a']))).exitCode, 3);
    store.close();
  });
});

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

type ReplyOf = { status: number; headers?: Record<string, string>; body: string };

function listing(inside: string): ReplyOf {
  return { status: 200, body: `<?xml version="1.0"?><ListBucketResult>${inside}</ListBucketResult>` };
}

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

test('Ctrl-C ends a listing at once, and quietly', async () => {
  const abort = new AbortController();
  const instead = () => {
    abort.abort();
    return undefined;
  };
  await withFake({ instead }, async (_, place) => {
    const store = storeAt(place);
    const failure = await failureOf(collect(store.list('', { signal: abort.signal })));
    assert.deepEqual([failure.message, failure.exitCode], ['interrupted', 130]);
    store.close();
  });
});

test('a page that breaks off once is read again', async () => {
  const whole = listing('<Contents><Key>a</Key><Size>1</Size></Contents>');
  const instead = (_: unknown, count: number) =>
    count === 1 ? { ...whole, body: whole.body.slice(0, 60) } : whole;
  await withFake({ instead }, async (_, place) => {
    const store = storeAt(place);
    assert.deepEqual(
      (await collect(store.list(''))).map((one) => one.key),
      ['a'],
    );
    store.close();
  });
});

test('a store that ignores ranges is not believed to resume', () =>
  withFake(
    { instead: () => ({ status: 200, headers: { etag: '"e"', 'content-length': '4' }, body: 'abcd' }) },
    async (_, place) => {
      const store = storeAt(place);
      const failure = await failureOf(store.get('a', { start: 2 }));
      assert.match(failure.message, /sends whole objects only/);
      store.close();
    },
  ));

test('what a batch refuses is answered, key by key; what it does not mention is not believed to be gone', () =>
  withFake({}, async (fake, place) => {
    const store = storeAt(place);
    for (const key of ['a', 'b&<', 'c']) await store.put(key, Buffer.from('x'));
    fake.locked.add('b&<');
    assert.deepEqual(await store.deleteMany(['a', 'b&<', 'c']), [
      { key: 'b&<', code: 'AccessDenied', message: 'Access Denied' },
    ]);
    assert.deepEqual([...(fake.buckets.get('backups')?.keys() ?? [])], ['b&<']);
    store.close();
  }));

test('a batch that answers with nothing has deleted nothing', () =>
  withFake({ instead: () => ({ status: 200, body: '<DeleteResult/>' }) }, async (_, place) => {
    const store = storeAt(place);
    assert.deepEqual(await store.deleteMany(['a']), [{ key: 'a', code: 'NoAnswer', message: '' }]);
    store.close();
  }));

test('a key that a store repeats in its words is masked', async () => {
  const body = '<Error><Code>AccessDenied</Code><Message>FAKEACCESSKEY may not</Message></Error>';
  await withFake({ instead: () => ({ status: 403, body }) }, async (_, place) => {
    const said: string[] = [];
    const store = storeAt(place, { verbosity: 9 }, { said });
    const failure = await failureOf(store.lookAtBucket());
    assert.match(failure.message, /: \[masked\] may not$/);
    assert.doesNotMatch(said.join('\n'), /FAKEACCESSKEY|fake\/secret/);
    assert.match(said.join('\n'), /authorization: <masked>/);
    store.close();
  });
});

test('nothing but a UserError ends a run, whatever the address', async () => {
  const place = {
    bucket: 'backups',
    keys: { accessKey: 'AKKK', secretKey: 'SKKK' },
    stranger: { accessKey: '', secretKey: '' },
  };
  const cases = [
    ['http://127.0.0.1:1', /refuses connections/, /is the store running/],
    ['http://nowhere.invalid', /cannot find nowhere\.invalid/, /check --endpoint/],
  ] as const;
  for (const [endpoint, says, hints] of cases) {
    const store = storeAt({ ...place, endpoint });
    const failure = await failureOf(store.reach());
    assert.equal(failure.exitCode, 3);
    assert.match(failure.message, says);
    assert.match(failure.hint ?? '', hints);
    store.close();
  }
});
