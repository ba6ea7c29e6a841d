import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { kitText } from '../../pkg/restore/kit/write.ts';
import { type Acp, type AcpSettings, startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import { put } from '../fakes/s3/objects.ts';
import { type FakeS3, startFakeS3 } from '../fakes/s3/server.ts';
import { recordOf } from '../pkg/backup/examples.ts';
import { KIT } from '../pkg/restore/examples.ts';
import { SAMPLE } from '../pkg/snapshot/reading.ts';
import { type RunWorld, run } from '../run.ts';

const name = (day: string, ip: string) => `snapshot-etcd-202611${day}-000003-${ip}.tar`;
const [NEW, OLD] = [name('22', '10.0.0.2'), name('20', '10.0.0.1')];
const RECORDS = [
  recordOf('20', '10.0.0.1'),
  recordOf('22', '10.0.0.2'),
  recordOf('23', '10.0.0.3', 'Failed'),
];

let s3: FakeS3;
let cwd = '';
before(async () => {
  s3 = await startFakeS3();
});
after(() => s3.close());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'download-'));
  const bucket = s3.buckets.get('backups');
  bucket?.clear();
  for (const [index, key] of [`prod/${OLD}`, `prod/${NEW}`, `other/${name('29', '10.9.9.9')}`].entries())
    put(bucket ?? new Map(), key, Buffer.from(SAMPLE), new Date(1e12 + index));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const keys = () => ({ ACCESS_KEY: s3.keys.accessKey, SECRET_KEY: s3.keys.secretKey });
/** The store checks the clock as well. */
const download = (words: readonly string[], world: RunWorld = {}) =>
  run(['download', ...words], { cwd, now: new Date(), ...world });
const storeFlags = () => ['--endpoint', s3.url, '--bucket', 'backups', '--dir', '/prod/'];

async function withAcp(settings: AcpSettings, work: (acp: Acp) => Promise<void>): Promise<void> {
  const backing = memoryBacking();
  const acp = await startAcp(backing, { records: RECORDS, ...settings });
  try {
    await backing.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's3-keys', namespace: 'cpaas-system' },
      data: {
        ACCESS_KEY: Buffer.from(s3.keys.accessKey).toString('base64'),
        SECRET_KEY: Buffer.from(s3.keys.secretKey).toString('base64'),
      },
    });
    await work(acp);
  } finally {
    await acp.stop();
  }
}

const withS3 = (dir = 'prod', failed = 'Failed') => ({
  records: [...RECORDS.slice(0, 2), recordOf('23', '10.0.0.3', failed)],
  spec: {
    remoteStorage: {
      s3: { endpoint: s3.url, region: 'us-east-1', bucket: 'backups', dir, secretRef: 's3-keys' },
    },
  },
});

describe('with a cluster', () => {
  test('the newest good backup of its records comes from its store with the keys of its Secret', () =>
    withAcp(withS3(), async ({ kubeconfig }) => {
      const { code, out, err } = await download(['--kubeconfig', kubeconfig]);
      assert.equal(code, 0, err);
      assert.equal(out, `${NEW}\n`);
      assert.deepEqual(new Uint8Array(readFileSync(join(cwd, NEW))), SAMPLE);
      assert.match(err, /^from backups\/prod at http.*, keys from Secret cpaas-system\/s3-keys\n/);
      assert.doesNotMatch(err, new RegExp(s3.keys.secretKey));
    }));

  test('a backup whose record says it failed is fetched by its name, with a warning', () =>
    withAcp(withS3(), async ({ kubeconfig }) => {
      const failed = name('23', '10.0.0.3');
      put(s3.buckets.get('backups') ?? new Map(), `prod/${failed}`, Buffer.from(SAMPLE));
      const { code, err } = await download([failed, '--kubeconfig', kubeconfig]);
      assert.equal(code, 0, err);
      assert.match(err, /warning: its record says Failed/);
    }));

  test('what the resource says reaches no terminal as it is', () =>
    withAcp(withS3('a\u001b[2Jb', 'Failed\u001b[2J'), async ({ kubeconfig }) => {
      const { code, err } = await download([name('23', '10.0.0.3'), '--kubeconfig', kubeconfig]);
      assert.equal(code, 1);
      assert.match(err, /^from backups\/a\\x1b\[2Jb at .*\nwarning: its record says Failed\\x1b\[2J: /);
    }));

  test('a backup that is gone from the bucket may still be on its node', () =>
    withAcp(withS3(), async ({ kubeconfig }) => {
      s3.buckets.get('backups')?.delete(`prod/${OLD}`);
      const { code, out, err } = await download([OLD, '--kubeconfig', kubeconfig]);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /error: .* is not in bucket backups, folder prod\n/);
      assert.match(err, new RegExp(`hint: .*: scp root@10\\.0\\.0\\.1:/cpaas/backup/${OLD} \\.\n$`));
    }));

  test('a backup on the nodes only: the scp line on stdout, exit code 1', () =>
    withAcp({}, async ({ kubeconfig }) => {
      const { code, out, err } = await download(['latest', '--kubeconfig', kubeconfig]);
      assert.equal(code, 1);
      assert.equal(out, `scp root@10.0.0.2:/cpaas/backup/${NEW} .\n`);
      assert.match(
        err,
        /^error: etcd-backup-default keeps backups on the nodes only: .* is on node 10\.0\.0\.2/,
      );
      const missing = await download(['nothing.tar', '--kubeconfig', kubeconfig]);
      assert.match(missing.err, /and has no record of nothing\.tar\nhint: list shows the records\n$/);
    }));

  test('a folder that no line may carry is told instead', () =>
    withAcp({ spec: { localStorage: { path: '/c; reboot' } } }, async ({ kubeconfig }) => {
      const { code, out, err } = await download(['latest', '--kubeconfig', kubeconfig]);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /is on node 10\.0\.0\.2\nhint: in folder \/c; reboot\n$/);
    }));

  test('an API that does not answer: exit code 3, and the ways without it', async () => {
    const { code, err } = await download(['latest', '-s', 'https://127.0.0.1:1', '--token', 't']);
    assert.equal(code, 3);
    assert.match(err, /hint: .*without the API: --kit DIR, or --endpoint, --bucket and --dir/);
  });
});

test('a machine without a kubeconfig is told the ways without the API, too', async () => {
  const { code, err } = await download([]);
  assert.equal(code, 2);
  assert.match(err, /no kubeconfig.*\nhint: .*without the API: --kit DIR/);
});

describe('without a cluster', () => {
  test('flags name the store, the environment has the keys', async () => {
    const { code, out, err } = await download(['latest', ...storeFlags()], { env: keys() });
    assert.equal(code, 0, err);
    assert.equal(out, `${NEW}\n`);
    assert.match(err, /whole, SHA-256 ok/);
  });

  test('a key of another folder may be named whole, and -O names the file', async () => {
    const words = [`other/${name('29', '10.9.9.9')}`, ...storeFlags(), '-O', 'mine.db', '--no-inspect'];
    const { code, out, err } = await download(words, { env: keys() });
    assert.equal(code, 0, err);
    assert.equal(out, 'mine.db\n');
    assert.match(err, /24\.0 KiB, not inspected\n$/);
  });

  test('no keys, wrong keys and no bucket are told apart, and nothing is written', async () => {
    const none = await download(['latest', ...storeFlags()]);
    assert.equal(none.code, 2);
    assert.match(none.err, /no keys for the S3 store\nhint: export ACCESS_KEY and SECRET_KEY/);
    const wrong = await download(['latest', ...storeFlags()], { env: { ...keys(), SECRET_KEY: 'wrong' } });
    assert.equal(wrong.code, 3);
    const bucket = await download(['latest', '--endpoint', s3.url, '--bucket', 'nothing'], { env: keys() });
    assert.equal(bucket.code, 3);
    assert.match(bucket.err, /bucket nothing/);
    assert.deepEqual(readdirSync(cwd), []);
  });
});

describe('with a kit', () => {
  const saveKit = (kit: object): string => {
    mkdirSync(join(cwd, 'kit'));
    writeFileSync(join(cwd, 'kit', 'kit.json'), kitText({ ...KIT, ...kit }));
    return 'kit';
  };

  test("it knows the store and the nodes; the newest is the bucket's, not the kit's", async () => {
    const kit = saveKit({ s3: { ...KIT.s3, endpoint: s3.url, region: undefined } });
    put(s3.buckets.get('backups') ?? new Map(), `prod/${name('28', '10.9.9.9')}`, Buffer.from(SAMPLE));
    const { code, out, err } = await download(['--kit', kit], { env: keys() });
    assert.equal(code, 0, err);
    assert.equal(out, `${NEW}\n`);
    assert.match(err, /warning: it is a snapshot of ANOTHER cluster/);
  });

  test('etcd of dual-stack nodes talks at IPv6, and files are named by IPv4: the kit tells whose they are', async () => {
    const members = KIT.members.map((member, index) => ({ ...member, ip: `fd00::${index + 1}` }));
    const records = [1, 2].map((n) => ({ ...KIT.records[0], fileName: name('19', `10.0.0.${n}`) }));
    const kit = saveKit({ members, records, s3: { ...KIT.s3, endpoint: s3.url, region: undefined } });
    const { code, out, err } = await download(['--kit', kit], { env: keys() });
    assert.equal(code, 0, err);
    assert.equal(out, `${NEW}\n`);
  });

  test('backups were on the nodes only: the scp line, of the day the kit was saved', async () => {
    const kit = saveKit({ s3: undefined });
    const { code, out, err } = await download(['--kit', kit]);
    assert.equal(code, 1);
    assert.equal(out, `scp root@10.0.0.1:/cpaas/backup/${OLD} .\n`);
    assert.match(err, /when the kit was saved \(2026-11-20\), keeps backups on the nodes only/);
  });

  test('a folder that is no kit is told', async () => {
    const { code, err } = await download(['--kit', 'nowhere'], { env: keys() });
    assert.equal(code, 2);
    assert.match(err, /nowhere is no kit/);
  });
});

test('wrong lines: exit code 2, in words', async () => {
  for (const words of [['a', 'b'], [''], ['latest', '-O'], ['latest', '--output', 'x']]) {
    const { code, out } = await download(words);
    assert.deepEqual([code, out], [2, ''], words.join(' '));
  }
});
