/** list --s3 and prune in process: an ACP in memory beside a store in memory that checks signatures. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import { type FakeS3, startFakeS3 } from '../fakes/s3/server.ts';
import { golden } from '../golden.ts';
import { recordOf } from '../pkg/backup/examples.ts';
import { NOON, type RunWorld, run } from '../run.ts';

let acp: Acp;
let s3: FakeS3;
/** Answers every request from now on. */
let instead: (() => { status: number; body: string }) | undefined;

const fileOf = (day: string, n: number): string => `snapshot-etcd-202611${day}-000003-10.0.0.${n}.tar`;

before(async () => {
  s3 = await startFakeS3({ instead: () => instead?.(), now: () => NOON });
  const backing = memoryBacking();
  const records = ['20', '21', '22'].flatMap((day) => [1, 2, 3].map((n) => recordOf(day, `10.0.0.${n}`)));
  const target = {
    endpoint: s3.url,
    region: 'us-east-1',
    bucket: 'backups',
    dir: 'cluster-a',
    secretRef: 'etcd-backup-s3-secret',
  };
  acp = await startAcp(backing, { records, spec: { remoteStorage: { s3: target } } });
  const encoded = (text: string): string => Buffer.from(text).toString('base64');
  await backing.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'etcd-backup-s3-secret', namespace: 'cpaas-system' },
    data: { ACCESS_KEY: encoded(s3.keys.accessKey), SECRET_KEY: encoded(s3.keys.secretKey) },
  });
});

after(async () => {
  await acp.stop();
  await s3.close();
});

beforeEach(() => {
  instead = undefined;
  s3.locked.clear();
  const bucket = new Map();
  const hold = (key: string, size: number, day: string): void =>
    void bucket.set(key, {
      body: Buffer.alloc(size, 'x'),
      etag: `"${key}"`,
      modified: new Date(`2026-11-${day}T00:00:09Z`),
    });
  for (const n of [1, 2, 3]) {
    hold(`cluster-a/${fileOf('18', n)}`, 3000, '18');
    hold(`cluster-a/${fileOf('20', n)}`, 3000, '20');
    hold(`cluster-a/${fileOf('21', n)}`, n === 2 ? 0 : 3000, '21');
    if (n !== 3) hold(`cluster-a/${fileOf('22', n)}`, 3000, '22');
  }
  hold('cluster-a/snapshot-etcd-20261101-000003-10.9.9.9.tar', 3000, '01');
  hold('cluster-a/README.txt', 10, '01');
  hold(`cluster-b/${fileOf('01', 1)}`, 3000, '01');
  s3.buckets.set('backups', bucket);
});

const held = (): string[] => [...(s3.buckets.get('backups')?.keys() ?? [])];
const call = (words: readonly string[], world: RunWorld = {}) =>
  run([...words, '--kubeconfig', acp.kubeconfig], world);
/** The store's port differs from run to run. */
const stable = (text: string): string => text.replaceAll(s3.url, 'http://s3:9000');

describe('list --s3', () => {
  for (const format of ['table', 'wide', 'json', 'yaml', 'name']) {
    test(`-o ${format} shows what is really there`, async () => {
      const { code, out, err } = await call(['list', '--s3', '-o', format]);
      assert.equal(code, 0);
      golden(`list/s3-${format}.txt`, stable(out));
      assert.equal(
        stable(err),
        'backups/cluster-a at http://s3:9000, keys from Secret cpaas-system/etcd-backup-s3-secret: 7 OK, 1 MISSING, 1 EMPTY, 3 ORPHAN, 2 of others\n',
      );
    });
  }

  test('the filters of list hold for the bucket as well', async () => {
    const { out } = await call(['list', '--s3', '--node', 'master-3', '--since', '3d', '-o', 'name']);
    assert.equal(out, `${fileOf('22', 3)}\n${fileOf('21', 3)}\n`);
  });

  test('keys of one’s own count before those of the Secret', async () => {
    const env = { ACCESS_KEY: 'NOTAKEYATALL', SECRET_KEY: 'NOSECRETATALL' };
    const { code, out, err } = await call(['list', '--s3', '-v', '9'], { env });
    assert.deepEqual([code, out], [3, '']);
    assert.match(err, /error: .* does not know the access key\nhint: .* from the environment/);
    assert.doesNotMatch(err, /ATALL/);
  });

  test('store flags without --s3, --watch with it, and keys as flags are usage errors', async () => {
    for (const [words, says] of [
      [['list', '--bucket', 'x'], /^error: --bucket goes with --s3\n/],
      [['list', '--s3', '--watch'], /^error: --s3 looks once/],
      [['list', '--s3', '--access-key', 'AKTYPED'], /^error: --access-key is not taken: .*\nhint: export/],
    ] as const) {
      const { code, err } = await call(words);
      assert.equal(code, 2);
      assert.match(err, says);
      assert.doesNotMatch(err, /AKTYPED/);
    }
  });

  test('a bucket that does not answer as S3 is exit code 3, and no empty list', async () => {
    instead = () => ({ status: 200, body: '<html><title>Console</title></html>' });
    const { code, out, err } = await call(['list', '--s3']);
    assert.deepEqual([code, out], [3, '']);
    assert.match(err, /does not speak S3: it answers with a web page \("Console"\)/);
  });
});

describe('prune', () => {
  const WHERE =
    'backups/cluster-a at http://s3:9000, keys from Secret cpaas-system/etcd-backup-s3-secret: 2 runs of this cluster stay, and 1 backup of others\n';

  test('shows what would go, asks, and deletes only that', async () => {
    const { code, out, err } = await call(['prune', '--keep', '2'], { answers: ['y'] });
    assert.equal(code, 0);
    golden('prune/keep-2.txt', out);
    assert.equal(
      stable(err),
      `${WHERE}Delete 6 backups of 2 runs, 17.6 KiB from backups/cluster-a/? It cannot be undone.\n6 backups deleted\n`,
    );
    assert.deepEqual(
      held().filter((key) => /20261118|20261120/.test(key)),
      [],
    );
    assert.equal(held().length, 8);
  });

  test('the newest good one of each node stays, whatever the rules say', async () => {
    const { code } = await call(['prune', '--older-than', '1h', '-y']);
    assert.equal(code, 0);
    assert.deepEqual(
      held()
        .filter((key) => /cluster-a\/.*10\.0\.0/.test(key))
        .sort(),
      [`cluster-a/${fileOf('22', 1)}`, `cluster-a/${fileOf('22', 2)}`, `cluster-a/${fileOf('21', 3)}`].sort(),
    );
  });

  for (const format of ['json', 'yaml', 'name']) {
    test(`a dry run as ${format} deletes nothing`, async () => {
      const before = held();
      const { code, out, err } = await call(['prune', '--keep=2', '--dry-run=client', '-o', format]);
      assert.equal(code, 0);
      golden(`prune/dry-run-${format}.txt`, out);
      assert.equal(stable(err), `${WHERE}6 backups of 2 runs, 17.6 KiB, would go (dry run)\n`);
      assert.deepEqual(held(), before);
    });
  }

  test('a no, and a question that nobody can answer, delete nothing', async () => {
    const before = held();
    const no = await call(['prune', '--keep', '2'], { answers: ['n'] });
    assert.deepEqual([no.code, no.err.split('\n').at(-2)], [1, 'error: not confirmed: nothing was deleted']);
    assert.equal((await call(['prune', '--keep', '2'])).code, 2);
    assert.deepEqual(held(), before);
  });

  test('nothing to delete is said, with exit code 0', async () => {
    const { code, out, err } = await call(['prune', '--keep', '50']);
    assert.deepEqual([code, out], [0, '']);
    assert.match(err, /Nothing to delete\.\n$/);
  });

  test('what the store refuses to delete is named, with exit code 1', async () => {
    s3.locked.add(`cluster-a/${fileOf('18', 2)}`);
    const { code, err } = await call(['prune', '--keep', '2', '-y']);
    assert.equal(code, 1);
    assert.match(
      err,
      /5 backups deleted\ncluster-a\/.*18-000003-10\.0\.0\.2\.tar: AccessDenied: Access Denied\n/,
    );
    assert.match(err, /error: 1 backup could not be deleted \(AccessDenied\)\nhint: object lock/);
  });

  test('rules that let everything or nothing go are usage errors', async () => {
    for (const words of [
      [],
      ['--keep', '0'],
      ['--keep', '1.5'],
      ['--older-than', '0'],
      ['--older-than', 'old'],
    ])
      assert.equal((await call(['prune', ...words])).code, 2, words.join(' '));
    assert.equal((await call(['prune', '--keep', '1', '--dry-run=server'])).code, 2);
  });
});
