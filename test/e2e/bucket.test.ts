/** list --s3 and prune on the built file, against a real kube-apiserver and a real Ceph: the way it should go, and every way it does not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ListObjectsV2Command, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { REAL_PROGRAMS, type RealBacking, realBacking } from '../cluster/real.ts';
import { CONFIGURATION_PATH, NAME } from '../cluster/seeds.ts';
import { uploadToS3 } from '../cluster/upload.ts';
import { type ForwardProxy, openForwardProxy } from '../faults/proxy.ts';
import { openTcpHop, type TcpHop } from '../faults/tcp.ts';
import { type Ceph, ceph, cephPrograms } from '../servers/ceph.ts';
import { missingOf } from '../servers/programs.ts';
import { type Ended, type How, plugin } from './built.ts';

const missing = missingOf([...REAL_PROGRAMS(), ...cephPrograms()]);
const SECRETS = '/api/v1/namespaces/cpaas-system/secrets';
const SECRET = 'etcd-backup-s3-secret';

describe('a bucket on Ceph', { skip: missing ?? false }, () => {
  let store: Ceph;
  let bucket: string;
  let moved: string;
  let backing: RealBacking;
  let acp: Acp;
  let proxy: ForwardProxy;
  let silent: TcpHop;

  before(async () => {
    store = await ceph();
    backing = await realBacking();
    bucket = await store.bucket();
    moved = await store.movedBucket();
    const secretOf = async (name: string) => {
      const secret = await backing.client.get(`${SECRETS}/${name}`);
      return secret?.['data'] as Record<string, string> | undefined;
    };
    acp = await startAcp(backing, { spec: specOf({}), upload: uploadToS3(secretOf) });
    await putSecret(store.keys);
    proxy = await openForwardProxy();
    silent = await openTcpHop({ host: '127.0.0.1', port: 1 }, () => ({ kind: 'silent' }));
  });

  after(async () => {
    await Promise.all([acp?.stop(), proxy?.close(), silent?.close()]);
    store?.sdk.destroy();
  });

  const specOf = (more: object) => ({
    remoteStorage: {
      s3: {
        endpoint: store.http,
        region: 'us-east-1',
        bucket,
        dir: 'cluster-a',
        skipTLSVerify: false,
        secretRef: SECRET,
        ...more,
      },
    },
  });

  async function putSecret({ accessKey, secretKey }: Ceph['keys']): Promise<void> {
    const encoded = (text: string): string => Buffer.from(text).toString('base64');
    await backing.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: SECRET, namespace: 'cpaas-system' },
      data: { ACCESS_KEY: encoded(accessKey), SECRET_KEY: encoded(secretKey) },
    });
  }

  const call = (words: readonly string[], how: How = {}): Promise<Ended> =>
    plugin(words, { ...how, env: { KUBECONFIG: acp.kubeconfig, ...how.env } });

  async function keysHeld(): Promise<string[]> {
    const { Contents = [] } = await store.sdk.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  test('a backup that the controller uploads is OK, one that is emptied EMPTY, one that is gone MISSING', async () => {
    await acp.controller.run();
    const [first, second, third] = await keysHeld();
    assert.ok(first && second && third);
    await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: second, Body: '', ContentLength: 0 }));
    const odd = 'cluster-a/snapshot-etcd-20260101-000000-10.0.0.1.tar';
    await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: odd, Body: 'x' }));
    await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: 'cluster-a/日志 +%.txt', Body: 'x' }));
    const { code, out, err } = await call(['list', '--s3', '-o', 'json']);
    assert.equal(code, 0, err);
    const { records, summary } = JSON.parse(out) as {
      records: { s3: { state: string; key: string } }[];
      summary: object;
    };
    const states = new Map(records.map(({ s3 }) => [s3.key, s3.state]));
    assert.deepEqual(
      [first, second, third, odd].map((key) => states.get(key)),
      ['ok', 'empty', 'ok', 'orphan'],
    );
    assert.deepEqual(summary, { ok: 2, missing: 0, empty: 1, orphan: 1, others: 1 });
    assert.match(
      err,
      /^test-\w+\/cluster-a at http:.*, keys from Secret cpaas-system\/etcd-backup-s3-secret: 2 OK, /,
    );
  });

  test('over TLS with a private authority, by its file, or unchecked when told so', async () => {
    for (const flags of [['--ca-file', store.caFile], ['--skip-tls-verify']]) {
      const { code, err } = await call(['list', '--s3', '--endpoint', store.https, ...flags]);
      assert.equal(code, 0, err);
    }
  });

  test('through HTTPS_PROXY and HTTP_PROXY, past them by NO_PROXY, with the bucket in the host', async () => {
    const port = (url: string): string => new URL(url).port;
    const secure = `https://api.example.test:${port(store.https)}`;
    const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1,skipped.test' };
    const tunneled = await call(['list', '--s3', '--endpoint', secure, '--ca-file', store.caFile], { env });
    assert.equal(tunneled.code, 0, tunneled.err);
    assert.ok(proxy.asked.includes(`CONNECT api.example.test:${port(store.https)}`), proxy.asked.join());
    const virtual = ['--endpoint', `http://${store.domain}`, '--addressing', 'virtual'];
    const plain = await call(['list', '--s3', ...virtual], { env });
    assert.equal(plain.code, 0, plain.err);
    assert.ok(
      proxy.asked.some((one) => one.startsWith(`GET http://${bucket}.${store.domain}/?`)),
      proxy.asked.join(),
    );
    const before = proxy.asked.length;
    const past = await call(['list', '--s3', '--endpoint', 'http://store.skipped.test'], { env });
    assert.deepEqual([past.code, proxy.asked.length], [3, before]);
  });

  test('prune deletes whole runs, keeps the newest good ones, and what others have', async () => {
    const put = (Key: string) => store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
    const old = [1, 2, 3].map((n) => `cluster-a/snapshot-etcd-20260101-000000-10.0.0.${n}.tar`);
    const others = [
      'cluster-a/snapshot-etcd-20260101-000000-10.7.7.7.tar',
      'cluster-b/snapshot-etcd-20260101-000000-10.0.0.1.tar',
    ];
    for (const key of [...old, ...others]) await put(key);
    const before = await keysHeld();

    // The second node's backup of today is empty: its old one is the newest good one.
    const going = [old[0], old[2]];
    const dry = await call(['prune', '--keep', '1', '--dry-run=client', '-o', 'name']);
    assert.deepEqual([dry.code, dry.out], [0, `${going.join('\n')}\n`], dry.err);
    const asked = await call(['prune', '--keep', '1']);
    assert.equal(asked.code, 2, asked.err);
    assert.deepEqual(await keysHeld(), before);
    const done = await call(['prune', '--keep', '1', '-y', '-v', '9']);
    assert.equal(done.code, 0, done.err);
    assert.match(done.err, /2 backups deleted\n$/);
    const left = new Set(await keysHeld());
    assert.deepEqual(
      before.filter((key) => !left.has(key)),
      going,
    );
    silentAbout(done);
  });

  test('a policy that forbids deleting is told, key by key', async () => {
    const kept = await store.bucket();
    for (const day of ['0101', '0102'])
      await store.sdk.send(
        new PutObjectCommand({
          Bucket: kept,
          Key: `cluster-a/snapshot-etcd-2026${day}-000000-10.0.0.1.tar`,
          Body: 'x',
        }),
      );
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:DeleteObject'],
      Resource: [`arn:aws:s3:::${kept}/*`],
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await store.sdk.send(new PutBucketPolicyCommand({ Bucket: kept, Policy }));
    const { code, err } = await call(['prune', '--keep', '1', '-y', '--bucket', kept]);
    assert.equal(code, 1, err);
    assert.match(
      err,
      /20260101-000000-10\.0\.0\.1\.tar: AccessDenied\nerror: 1 backup could not be deleted \(AccessDenied\)/,
    );
  });

  /** Neither a key nor the token, at the highest verbosity, in whatever was printed. */
  function silentAbout({ out, err }: Ended): void {
    const all = out + err;
    for (const secret of [
      store.keys.accessKey,
      store.keys.secretKey,
      acp.token,
      'NOBODYSKEY',
      'NOBODYSSECRET',
    ])
      for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)])
        assert.ok(!all.includes(form), `a secret was printed:\n${all}`);
  }

  interface FaultCase {
    readonly name: string;
    readonly words?: () => readonly string[];
    readonly env?: () => Readonly<Record<string, string>>;
    readonly code?: number;
    readonly says: RegExp;
  }

  const wrongKeys = (accessKey: string, secretKey: string) => () => ({
    ACCESS_KEY: accessKey,
    SECRET_KEY: secretKey,
  });
  const clock = (ms: number) => () => ({
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'skewed-clock.mjs')}`,
    SKEW_MS: String(ms),
  });

  const FAULTS: readonly FaultCase[] = [
    {
      name: 'a name that DNS does not know',
      words: () => ['--endpoint', 'http://nowhere.invalid'],
      says: /^error: cannot find nowhere\.invalid: .*\nhint: check --endpoint, and DNS/,
    },
    {
      name: 'a port where nobody listens',
      words: () => ['--endpoint', 'http://127.0.0.1:1'],
      says: /^error: 127\.0\.0\.1:1 refuses connections\nhint: is the store running/,
    },
    {
      name: 'a store that never answers',
      words: () => ['--endpoint', `http://127.0.0.1:${silent.port}`, '--request-timeout', '2s'],
      says: /^error: 127\.0\.0\.1:\d+ did not answer in time\nhint: .*--request-timeout/,
    },
    {
      name: 'an authority that nobody knows',
      words: () => ['--endpoint', store.https],
      says: /^error: the certificate of .* is signed by an unknown authority\nhint: name its authority with --ca-file; --skip-tls-verify works too, but lets anybody in between read and change the backups\n$/,
    },
    {
      name: 'a certificate for another name',
      words: () => [
        '--endpoint',
        `https://other.example.test:${new URL(store.https).port}`,
        '--ca-file',
        store.caFile,
      ],
      env: () => ({ HTTPS_PROXY: proxy.url }),
      says: /^error: the certificate of other\.example\.test:\d+ is for another name: .*\nhint: use a name of the certificate in --endpoint/,
    },
    {
      name: 'plain HTTP on a port that speaks TLS',
      words: () => ['--endpoint', store.https.replace('https:', 'http:')],
      says: /^error: 127\.0\.0\.1:\d+ closed the connection without an answer\nhint: does the store speak HTTPS on this port\?/,
    },
    {
      name: 'TLS on a port that speaks plain HTTP',
      words: () => ['--endpoint', store.http.replace('http:', 'https:')],
      says: /^error: TLS with 127\.0\.0\.1:\d+ failed: .*\nhint: is the address https, and the port right\?/,
    },
    {
      name: 'an endpoint without a scheme',
      words: () => ['--endpoint', new URL(store.http).host],
      code: 2,
      says: /^error: endpoint "127\.0\.0\.1:\d+" has no scheme\nhint: write https:\/\/127/,
    },
    {
      name: 'an endpoint with the bucket in it',
      words: () => ['--endpoint', `${store.http}/${bucket}`],
      code: 2,
      says: /^error: endpoint ".*" has the bucket in it\nhint: the endpoint is http:\/\/127\.0\.0\.1:\d+;/,
    },
    {
      name: 'a clock that is ahead',
      env: clock(20 * 60_000),
      says: /^error: this machine's clock is 20m ahead of that of 127.*\nhint: set the clock right/,
    },
    {
      name: 'a clock that is behind',
      env: clock(-3 * 3_600_000),
      says: /^error: this machine's clock is 3h behind that of 127/,
    },
    {
      name: 'an access key that nobody has',
      env: wrongKeys('NOBODYSKEY', 'NOBODYSSECRET'),
      says: /^error: .* does not know the access key\nhint: .* from the environment \(ACCESS_KEY, SECRET_KEY\)/,
    },
    {
      name: 'a secret key that is wrong',
      env: () => ({ ACCESS_KEY: store.keys.accessKey, SECRET_KEY: 'NOBODYSSECRET' }),
      says: /^error: .* the secret key does not belong to the access key\nhint: check the secret key/,
    },
    {
      name: 'a user without rights',
      env: () => ({ ACCESS_KEY: store.stranger.accessKey, SECRET_KEY: store.stranger.secretKey }),
      says: /^error: not allowed to list bucket test-\w+.*\nhint: grant s3:ListBucket on test-\w+ to/,
    },
    {
      name: 'a bucket that is not there',
      words: () => ['--bucket', 'no-such-bucket-here'],
      says: /^error: there is no bucket no-such-bucket-here at 127.*\nhint: check --bucket/,
    },
    {
      name: 'a bucket that another zone group serves (PermanentRedirect)',
      words: () => ['--bucket', moved],
      says: /^error: 127\.0\.0\.1:\d+ sends us elsewhere for bucket test-\w+\nhint: check --endpoint and --region/,
    },
    {
      name: 'a proxy that is not there',
      words: () => ['--endpoint', 'http://store.example.test'],
      env: () => ({ HTTP_PROXY: 'http://127.0.0.1:1' }),
      says: /^error: the proxy 127\.0\.0\.1:1 refuses connections\nhint: check HTTPS_PROXY, HTTP_PROXY and NO_PROXY/,
    },
    {
      name: 'a port that speaks something else',
      words: () => ['--endpoint', backing.etcdUrl],
      says: /^error: 127\.0\.0\.1:\d+ does not speak S3: .*\(404\)\nhint: check --endpoint/,
    },
  ];

  for (const { name, words = () => [], env = () => ({}), code = 3, says } of FAULTS) {
    test(`${name} has words and a code of its own, and shows no key`, async () => {
      const path = `${CONFIGURATION_PATH}/${NAME}`;
      const before = await backing.client.get(path);
      const ended = await call(['list', '--s3', '-v', '9', ...words()], { env: env() });
      assert.deepEqual([ended.code, ended.out], [code, ''], ended.err);
      assert.match(ended.err, new RegExp(says, 'm'));
      assert.doesNotMatch(ended.err, /\n {4}at |node:internal/);
      silentAbout(ended);
      assert.deepEqual(await backing.client.get(path), before);
    });
  }

  test('prune fails by the same words, and deletes nothing then', async () => {
    const before = await keysHeld();
    const env = { ACCESS_KEY: store.stranger.accessKey, SECRET_KEY: store.stranger.secretKey };
    const ended = await call(['prune', '--keep', '1', '-y', '-v', '9'], { env });
    assert.equal(ended.code, 3, ended.err);
    assert.match(ended.err, /^error: not allowed to list bucket test-/m);
    silentAbout(ended);
    assert.deepEqual(await keysHeld(), before);
  });

  test('ps shows no key while it runs', async () => {
    let seen = '';
    const address = `http://127.0.0.1:${silent.port}`;
    const onText = (text: string, pid: number): void => {
      if (seen === '' && text.includes(`GET ${address}`)) seen = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    };
    const words = ['list', '--s3', '-v', '9', '--endpoint', address, '--request-timeout', '2s'];
    const env = { ACCESS_KEY: store.keys.accessKey, SECRET_KEY: store.keys.secretKey };
    silentAbout(await call(words, { env, onText }));
    assert.ok(seen.includes(address), 'it was seen');
    assert.ok(![store.keys.accessKey, store.keys.secretKey].some((key) => seen.includes(key)), seen);
  });

  test('a Secret that is gone is told with what it means', async () => {
    const gone = await call(['list', '--s3', '-n', 'kube-system']);
    assert.equal(gone.code, 3);
    assert.match(
      gone.err,
      /^error: Secret kube-system\/etcd-backup-s3-secret, which .* does not exist\nhint: the backup itself/,
    );
  });
});
