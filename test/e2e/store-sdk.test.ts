/** The AWS SDK and our client look at the same bucket of Ceph, and agree. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { StoredObject } from '../../pkg/ports/object-store.ts';
import { bytesOf, collect, ODD_KEYS, onEach, storeAt } from '../pkg/s3/place.ts';
import { ceph, cephPrograms } from '../servers/ceph.ts';
import { missingOf } from '../servers/programs.ts';

const missing = missingOf(cephPrograms());

describe('the AWS SDK agrees', { skip: missing ?? false }, () => {
  test('on every key of a long listing, on heads and on ranges', async () => {
    const { http, bucket, keys, stranger, sdk } = await ceph();
    const name = await bucket();
    const many = Array.from({ length: 1100 }, (_, index) => `dir/${index % 7}/n ${index}+%${index}.tar`);
    const odd = ODD_KEYS.map((key) => `odd/${key}`);
    await onEach([...many, ...odd], (Key) =>
      sdk.send(new PutObjectCommand({ Bucket: name, Key, Body: `body of ${Key}` })),
    );
    const store = storeAt({ endpoint: http, bucket: name, keys, stranger });
    const ours = await collect(store.list(''));
    assert.deepEqual(ours, await listed(sdk, name, ''));
    assert.equal(ours.length, many.length + odd.length);
    assert.deepEqual(await collect(store.list('dir/3/n ')), await listed(sdk, name, 'dir/3/n '));
    for (const Key of [...odd, many[0] ?? '']) {
      const head = await sdk.send(new HeadObjectCommand({ Bucket: name, Key }));
      assert.deepEqual(await store.head(Key), {
        key: Key,
        size: head.ContentLength,
        lastModified: head.LastModified,
        etag: head.ETag,
      });
      const part = await sdk.send(new GetObjectCommand({ Bucket: name, Key, Range: 'bytes=3-7' }));
      const { body } = await store.get(Key, { start: 3, end: 7 });
      assert.equal((await bytesOf(body)).toString(), await part.Body?.transformToString());
    }
    store.close();
  });
});

async function listed(client: S3Client, bucket: string, prefix: string): Promise<StoredObject[]> {
  const all: StoredObject[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key = '', Size = -1, LastModified, ETag } of page.Contents ?? [])
      all.push({ key: Key, size: Size, lastModified: LastModified, etag: ETag });
  return all;
}
