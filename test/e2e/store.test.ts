/** The client of S3 on a real Ceph RGW, over HTTP and over TLS with a private authority. */
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Place } from '../pkg/s3/place.ts';
import { storeSuite } from '../pkg/s3/store-suite.ts';
import { ceph, cephPrograms } from '../servers/ceph.ts';
import { missingOf } from '../servers/programs.ts';

const missing = missingOf(cephPrograms());

async function place(scheme: 'http' | 'https'): Promise<Place> {
  const { [scheme]: endpoint, bucket, keys, stranger, caFile } = await ceph();
  const ca = await readFile(caFile, 'utf8');
  return { endpoint, bucket: await bucket(), keys, stranger, ...(scheme === 'https' ? { ca } : {}) };
}

if (missing === undefined) {
  storeSuite('Ceph over HTTP', () => place('http'));
  storeSuite('Ceph over TLS', () => place('https'));
} else {
  test('the client on Ceph', { skip: missing }, () => undefined);
}
