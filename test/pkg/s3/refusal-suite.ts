/** What a store refuses, and how the person reads it: held on Ceph and on the fake. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf, type Place, storeAt } from './place.ts';

/** Each with words of its own, S3's code as the reason, the right exit code, and never a key. */
export function refusalSuite(place: () => Place): void {
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
