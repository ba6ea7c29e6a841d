/** What every S3 store must do for the plugin: the same tests hold Ceph and the fake. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { UserError } from '../../../pkg/errors.ts';
import type { ObjectStore } from '../../../pkg/ports/object-store.ts';
import { openStore } from '../../../pkg/s3/connect.ts';
import type { StoreSettings, StoreWorld } from '../../../pkg/s3/settings.ts';

/** A running store, and who may use it. */
export interface Place {
  readonly endpoint: string;
  readonly bucket: string;
  readonly ca?: string;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
  readonly stranger: { readonly accessKey: string; readonly secretKey: string };
}

/** Names that servers and clients like to get wrong. */
export const ODD_KEYS = [
  'with space',
  'plus+and%2Bpercent%',
  '备份/快照 é ✓ 🙂.tar',
  '&<>"\'()*!~$=@,;:?#[]{}|\\^`',
  'double//slash',
  '.hidden/..two.dots',
];

/** A store at that place; `said` collects what `-v` shows. */
export function storeAt(
  place: Place,
  settings: Partial<StoreSettings> = {},
  { said = [], ...world }: Partial<StoreWorld> & { readonly said?: string[] } = {},
): ObjectStore {
  return openStore(
    {
      endpoint: place.endpoint,
      bucket: place.bucket,
      region: undefined,
      addressing: 'auto',
      skipTlsVerify: false,
      ca: place.ca,
      keys: { ...place.keys, from: 'the test' },
      timeoutMs: 20_000,
      verbosity: 0,
      ...settings,
    },
    {
      env: {},
      now: () => new Date(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      say: (line) => void said.push(line),
      ...world,
    },
  );
}

/** What comes out of a store, in order. */
export async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const one of all) items.push(one);
  return items;
}

/** The whole body. */
export async function bytesOf(body: AsyncIterable<unknown>): Promise<Buffer> {
  return Buffer.concat((await collect(body)) as Buffer[]);
}

/** The UserError that `work` must end with. */
export async function failureOf(work: Promise<unknown>): Promise<UserError> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(failure instanceof UserError, `no UserError: ${String(failure)}`);
  return failure;
}

/** Runs `act` on many keys, some at a time. */
export async function onEach(keys: readonly string[], act: (key: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < keys.length; at += 20) await Promise.all(keys.slice(at, at + 20).map(act));
}

/** What the port promises of objects, whatever stands behind it. */
export function objectSuite(store: () => ObjectStore): void {
  for (const key of ODD_KEYS) {
    test(`writes, finds, reads and deletes ${key}`, async () => {
      const body = Buffer.from(`content of ${key}`);
      await store().put(`odd/${key}`, body);
      const head = await store().head(`odd/${key}`);
      assert.equal(head.size, body.length);
      const listed = await collect(store().list(`odd/${key}`));
      assert.deepEqual(listed, [{ ...head, lastModified: listed[0]?.lastModified }]);
      const { body: stream, etag, size } = await store().get(`odd/${key}`);
      assert.deepEqual([await bytesOf(stream), etag, size], [body, head.etag, body.length]);
      await store().delete(`odd/${key}`);
      assert.deepEqual(await collect(store().list(`odd/${key}`)), []);
    });
  }

  test('an empty object has size 0 and an empty body', async () => {
    await store().put('empty', new Uint8Array());
    const { body, size } = await store().get('empty');
    assert.deepEqual([(await bytesOf(body)).length, size, (await store().head('empty')).size], [0, 0, 0]);
  });

  test('reads parts, only of the object that is meant', async () => {
    const body = Buffer.alloc(300_000, 'abcdefghijk');
    await store().put('parts', body);
    const { etag } = await store().head('parts');
    const part = await store().get('parts', {
      start: 100_001,
      ...(etag === undefined ? {} : { ifMatch: etag }),
    });
    assert.deepEqual([await bytesOf(part.body), part.size], [body.subarray(100_001), body.length]);
    const inside = await store().get('parts', { start: 5, end: 9 });
    assert.deepEqual([await bytesOf(inside.body), inside.size], [body.subarray(5, 10), body.length]);
    assert.equal((await failureOf(store().get('parts', { start: 300_000 }))).reason, 'InvalidRange');
    await store().put('parts', Buffer.from('another'));
    const changed = await failureOf(store().get('parts', { start: 3, ifMatch: etag ?? '' }));
    assert.equal(changed.reason, 'PreconditionFailed');
  });

  test('lists more than a page under a prefix, and deletes them in batches', async () => {
    const keys = Array.from({ length: 1005 }, (_, index) => `many/${String(index).padStart(4, '0')} +%`);
    await onEach(keys, (key) => store().put(key, Buffer.from(key)));
    await store().put('many-others', Buffer.from('x'));
    const listed = await collect(store().list('many/'));
    assert.deepEqual(
      listed.map((one) => [one.key, one.size]),
      keys.map((key) => [key, key.length]),
    );
    assert.deepEqual(await store().deleteMany([...keys, 'many/never was']), []);
    assert.deepEqual(
      (await collect(store().list('many'))).map((one) => one.key),
      ['many-others'],
    );
  });

  test('deletes odd names in one batch', async () => {
    for (const key of ODD_KEYS) await store().put(`batch/${key}`, Buffer.from('x'));
    await store().put('batch/line\nbreak', Buffer.from('x'));
    const listed = (await collect(store().list('batch/'))).map((one) => one.key);
    assert.equal(listed.length, ODD_KEYS.length + 1);
    assert.deepEqual(await store().deleteMany(listed), []);
    assert.deepEqual(await collect(store().list('batch/')), []);
  });

  test('an object that is not there is exit code 1, by HEAD and by GET', async () => {
    for (const attempt of [() => store().head('none'), () => store().get('none')]) {
      const { reason, exitCode, message } = await failureOf(attempt());
      assert.deepEqual([reason, exitCode], ['NoSuchKey', 1]);
      assert.match(message, /^there is no object none in bucket /);
    }
  });
}

/** The suite; `start` is called once. */
export function storeSuite(name: string, start: () => Promise<Place>, stop?: () => Promise<void>): void {
  describe(name, () => {
    let place: Place;
    let store: ObjectStore;

    before(async () => {
      place = await start();
      store = storeAt(place);
    });

    after(async () => {
      store?.close();
      await stop?.();
    });

    test('is reached without keys, tells its clock, and shows its bucket', async () => {
      const { clockAheadMs } = await store.reach();
      assert.ok(Math.abs(clockAheadMs ?? Number.NaN) < 60_000, `${clockAheadMs} ms`);
      assert.deepEqual(await store.lookAtBucket(), { region: 'us-east-1', addressing: 'path' });
    });

    objectSuite(() => store);

    test('a key with . or .. as a step is refused: its URL would mean another object', async () => {
      for (const key of ['a/../b', './a', '..', ''])
        assert.equal((await failureOf(store.head(key))).reason, 'BadKey', key);
    });

    test('a presigned URL reads without keys, until it ends', async () => {
      const body = Buffer.from('presigned');
      await store.put('odd/presigned +%é', body);
      const url = await store.presign('odd/presigned +%é', 60);
      assert.doesNotMatch(url, new RegExp(place.keys.secretKey));
      if (place.ca === undefined) {
        const answer = await fetch(url);
        assert.deepEqual([answer.status, await answer.text()], [200, 'presigned']);
        const past = storeAt(place, {}, { now: () => new Date(Date.now() - 120_000) });
        const old = await fetch(await past.presign('odd/presigned +%é', 60));
        assert.equal(old.status, 403);
      }
    });

    refusals(() => place);
  });
}

/** Each with words of its own, S3's code as the reason, the right exit code, and never a key. */
function refusals(place: () => Place): void {
  const cases = [
    {
      name: 'a bucket that is not there',
      settings: () => ({ bucket: 'nowhere-at-all' }),
      reason: 'NoSuchBucket',
      says: /^there is no bucket nowhere-at-all at 127\.0\.0\.1:\d+ \| check --bucket/,
    },
    {
      name: 'an access key that nobody has',
      settings: ({ keys }: Place) => ({
        keys: { ...keys, accessKey: 'UNKNOWNKEY', from: 'the environment' },
      }),
      reason: 'InvalidAccessKeyId',
      says: /does not know the access key \| check the access key: it is from the environment/,
    },
    {
      name: 'a secret key that is wrong',
      settings: ({ keys }: Place) => ({ keys: { ...keys, secretKey: 'wrongsecret', from: 'Secret a/b' } }),
      reason: 'SignatureDoesNotMatch',
      says: /the secret key does not belong to the access key \| check the secret key: it is from Secret a\/b/,
    },
    {
      name: 'a user without rights',
      settings: ({ stranger }: Place) => ({ keys: { ...stranger, from: 'a file' } }),
      reason: 'AccessDenied',
      says: /^not allowed to list bucket .* \| grant s3:ListBucket on .* to the access key from a file/,
    },
  ];
  for (const { name, settings, reason, says } of cases) {
    test(`${name} is told in words`, async () => {
      const said: string[] = [];
      const store = storeAt(place(), { ...settings(place()), verbosity: 9 }, { said });
      const failure = await failureOf(store.lookAtBucket());
      assert.deepEqual([failure.reason, failure.exitCode], [reason, 3]);
      assert.match(`${failure.message} | ${failure.hint}`, says);
      const all = [...said, failure.message, failure.hint, String(failure.stack)].join('\n');
      assert.match(all, /GET http/);
      for (const { accessKey, secretKey } of [place().keys, place().stranger])
        assert.ok(![accessKey, secretKey, 'UNKNOWNKEY', 'wrongsecret'].some((key) => all.includes(key)), all);
      store.close();
    });
  }

  test('each operation that is forbidden names itself and its permission', async () => {
    const owner = storeAt(place());
    await owner.put('mine', Buffer.from('x'));
    const store = storeAt(place(), { keys: { ...place().stranger, from: 'a file' } });
    const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['read mine.*s3:GetObject', () => store.head('mine')],
      ['read mine.*s3:GetObject', () => store.get('mine')],
      ['write mine.*s3:PutObject', () => store.put('mine', Buffer.from('y'))],
      ['delete mine.*s3:DeleteObject', () => store.delete('mine')],
    ];
    for (const [says, attempt] of attempts) {
      const failure = await failureOf(attempt());
      assert.match(`${failure.message} ${failure.hint}`, new RegExp(`^not allowed to ${says}`));
    }
    store.close();
    owner.close();
  });

  test('a clock that is off is told by how much, in both directions', async () => {
    for (const [ahead, says] of [
      [20 * 60_000, /^this machine's clock is 20m ahead of that of 127/],
      [-7200_000, /^this machine's clock is 120m behind that of 127/],
    ] as const) {
      const store = storeAt(place(), {}, { now: () => new Date(Date.now() + ahead) });
      const failure = await failureOf(store.lookAtBucket());
      assert.equal(failure.reason, 'RequestTimeTooSkewed');
      assert.match(failure.message, says);
      store.close();
    }
  });
}
