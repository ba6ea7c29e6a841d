/** The field's incident, and everything else that goes wrong with S3: on a real API server and a real Ceph. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { CheckReport } from '../../../pkg/checks/report.ts';
import type { Result } from '../../../pkg/checks/result.ts';
import { REAL_PROGRAMS } from '../../cluster/real.ts';
import { uploadToS3 } from '../../cluster/upload.ts';
import { type Ceph, ceph, cephPrograms } from '../../servers/ceph.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { plugin } from '../built.ts';
import { nights } from './nights.ts';
import { Sightings, seesItsOwn } from './seen.ts';
import { ROLE, SECRETS, startWorld, type World } from './world.ts';

const missing = missingOf([...REAL_PROGRAMS(), ...cephPrograms(), kubectl()]);

describe('S3 and its Secret, on real servers', { skip: missing ?? false }, () => {
  let world: World;
  const sightings = new Sightings();
  let store: Ceph;
  let bucket: string;

  before(async () => {
    store = await ceph();
    bucket = await store.bucket();
    const readSecret = async (name: string) =>
      (await world.backing.client.get(`${SECRETS}/${name}`))?.['data'] as Record<string, string> | undefined;
    world = await startWorld({ upload: uploadToS3(readSecret) });
  });

  after(() => world?.stop());

  const s3 = (over: object = {}) => ({
    remoteStorage: {
      s3: {
        ...{
          endpoint: store.https,
          region: 'us-east-1',
          bucket,
          dir: 'prod',
          skipTLSVerify: true,
          secretRef: 'keys',
        },
        ...over,
      },
    },
  });
  const keys = () => ({ ACCESS_KEY: store.keys.accessKey, SECRET_KEY: store.keys.secretKey });
  const report = async (...words: string[]): Promise<CheckReport> => {
    const ended = await world.check(['--s3', '-o', 'json', ...words]);
    return JSON.parse(ended.out) as CheckReport;
  };
  const put = (name: string, bytes: number) =>
    store.sdk.send(
      new PutObjectCommand({ Bucket: bucket, Key: `prod/${name}`, Body: new Uint8Array(bytes) }),
    );
  const namesOf = (records: readonly object[]): string[] =>
    records.map((one) => (one as { fileName: string }).fileName);

  test('wrong secretRef, missing rule, self-signed store: found in one run, mended by the printed commands', async () => {
    await world.patch(ROLE, { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] });
    await world.resource(s3({ secretRef: 'not-there', skipTLSVerify: false }));
    const found = await report();
    const failing = found.checks.filter(({ result }) => result === 'failing');
    assert.equal(failing.length, 3);
    sightings.see(failing, { secret: 'failing', 'secret-access': 'failing', bucket: 'failing' });
    const [secret, access, tls] = failing.map(({ reason }) => reason);
    assert.match(secret ?? '', /cpaas-system\/not-there does not exist/);
    assert.match(access ?? '', /may not get, list, watch secrets/);
    assert.match(tls ?? '', /signed by an unknown authority/);
    for (const { fix } of failing) {
      assert.ok(fix);
      const typed = await world.type(fix, keys());
      assert.equal(typed.code, 0, `${fix}\n${typed.err}`);
    }
    const mended = await report('--only', 'secret,secret-access,bucket');
    sightings.see(mended.checks, { secret: 'ok', 'secret-access': 'ok', bucket: 'ok' });
    await world.healRole();
    await world.backing.client.send('DELETE', `${SECRETS}/not-there`);
  });

  test('copies that are there, empty, missing and shrunk; and a disk that is too small', async () => {
    await world.secret('keys', keys());
    const records = nights(2, 4);
    // The stand-in for the controller trusts no private authority.
    await world.resource(s3({ endpoint: store.http, skipTLSVerify: false }), records);
    const files = namesOf(records);
    for (const file of files.slice(0, -3)) await put(file, 4096);
    const last = files.slice(-3);
    const only = ['--only', 'bucket,s3-copies,s3-sizes,local-disk'];
    const see = async (expected: Readonly<Record<string, Result>>) =>
      sightings.see((await report(...only)).checks, expected);
    await see({ bucket: 'ok', 's3-copies': 'failing', 'local-disk': 'unknown' });
    for (const file of last) await put(file, 4096);
    const capacity = (size: string) =>
      world.patch('/api/v1/nodes/master-1/status', { status: { capacity: { 'ephemeral-storage': size } } });
    await capacity('100Gi');
    await see({ bucket: 'ok', 's3-copies': 'ok', 's3-sizes': 'ok', 'local-disk': 'ok' });
    // Room for thirty copies on half of it, not for ninety.
    await capacity('400Ki');
    const { checks } = await report('--only', 'local-disk');
    sightings.see(checks, { 'local-disk': 'warning' });
    assert.equal((await world.type(checks[0]?.fix ?? 'false')).code, 0, checks[0]?.fix ?? '');
    await see({ 'local-disk': 'ok' });
    const [first = ''] = last;
    await put(first, 1000);
    await see({ 's3-sizes': 'warning' });
    await put(first, 0);
    await see({ 's3-copies': 'failing', 's3-sizes': 'failing' });
    await store.sdk.send(new DeleteObjectCommand({ Bucket: bucket, Key: `prod/${first}` }));
    const lost = await report('--only', 's3-copies');
    sightings.see(lost.checks, { 's3-copies': 'failing' });
    const fix = lost.checks[0]?.fix ?? 'false';
    const typed = await world.type(fix);
    assert.equal(typed.code, 0, `${fix}\n${typed.err}`);
    await see({ 's3-copies': 'ok' });
  });

  const wrong: readonly (readonly [what: string, spec: () => object, says: RegExp])[] = [
    ['a bucket that is not there', () => s3({ bucket: 'nobody-has-this' }), /no bucket nobody-has-this/],
    ['a store that is not there', () => s3({ endpoint: 'https://127.0.0.1:9' }), /refuses connections/],
    ['a name that nobody knows', () => s3({ endpoint: 'https://s3.invalid' }), /cannot find s3\.invalid/],
  ];

  for (const [what, spec, says] of wrong) {
    test(`bucket: ${what} fails, with the reason`, async () => {
      await world.secret('keys', keys());
      await world.resource(spec());
      const { checks } = await report('--only', 'bucket');
      sightings.see(checks, { bucket: 'failing' });
      assert.match(checks[0]?.reason ?? '', says);
    });
  }

  test('bucket: wrong keys fail, and the printed fix puts the right ones into the Secret', async () => {
    await world.secret('keys', { ...keys(), SECRET_KEY: 'wrong' });
    await world.resource(s3());
    const { checks } = await report('--only', 'bucket');
    sightings.see(checks, { bucket: 'failing' });
    assert.match(checks[0]?.reason ?? '', /refuses the signature/);
    const typed = await world.type(checks[0]?.fix ?? 'false', keys());
    assert.equal(typed.code, 0, typed.err);
    sightings.see((await report('--only', 'bucket')).checks, { bucket: 'ok' });
  });

  test('without the right to read the Secret the bucket is unknown, and nothing of a key is printed', async () => {
    const kubeconfig = await world.acp.writeKubeconfig('viewer', world.backing.tokens.viewer);
    const ended = await plugin(['check', '--s3', '-o', 'json', '-v', '9'], {
      env: { KUBECONFIG: kubeconfig },
    });
    assert.equal(ended.code, 3);
    const { checks } = JSON.parse(ended.out) as CheckReport;
    sightings.see(checks, {
      bucket: 'unknown',
      's3-copies': 'unknown',
      's3-sizes': 'unknown',
      'local-disk': 'unknown',
    });
    assert.ok(
      ![store.keys.secretKey, store.keys.accessKey].some((key) => (ended.out + ended.err).includes(key)),
    );
  });

  seesItsOwn('incident', sightings);
});
