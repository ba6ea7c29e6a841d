/** The client on the fake store: the suite that Ceph passes, and what no real store does on demand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemoryStore } from '../../fakes/object-store.ts';
import { type FakeS3, startFakeS3 } from '../../fakes/s3/server.ts';
import { listing, placeOf, withFake } from './fake-place.ts';
import { collect, failureOf, storeAt } from './place.ts';
import { objectSuite, storeSuite } from './store-suite.ts';

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
    // Once it says when to come back, once it does not.
    return busy < 0 ? undefined : { status: 503, headers: busy === 1 ? { 'retry-after': '0' } : {} };
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
    ['http://nowhere.invalid', /cannot find nowhere\.invalid/, /check (--endpoint|the network and DNS)/],
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
