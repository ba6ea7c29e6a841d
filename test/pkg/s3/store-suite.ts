/** What every S3 store must do for the plugin: the same tests hold Ceph and the fake. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ObjectStore } from '../../../pkg/ports/object-store.ts';
import { bytesOf, collect, failureOf, ODD_KEYS, onEach, type Place, storeAt } from './place.ts';
import { refusalSuite } from './refusal-suite.ts';

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

    refusalSuite(() => place);
  });
}
