/** restore and kit on the built file: against a real kube-apiserver and etcd, and a real S3 store. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { RestorePlan } from '../../pkg/restore/plan/plan.ts';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { REAL_PROGRAMS, type RealBacking, realBacking } from '../cluster/real.ts';
import { SAMPLE } from '../pkg/snapshot/reading.ts';
import { ceph, cephPrograms } from '../servers/ceph.ts';
import { missingOf } from '../servers/programs.ts';
import { plugin, runProgram } from './built.ts';

const NODES = ['1', '2', '3'].flatMap((n) => ['--node', `master-${n}=10.0.0.${n}`]);

/** Every file below, with its text. */
function textsBelow(folder: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path, 'utf8')]);
}

/** What a node's script does is done as root, in a mount namespace of its own. */
const notRoot = process.getuid?.() === 0 || process.env['CI'] !== undefined ? false : 'needs root';

const missing = missingOf(REAL_PROGRAMS());

describe('restore and kit with a real API server', { skip: missing ?? false }, () => {
  let backing: RealBacking;
  let acp: Acp;

  before(async () => {
    backing = await realBacking();
    acp = await startAcp(backing, { records: [] });
  });
  after(() => acp?.stop());

  const env = () => ({ KUBECONFIG: acp.kubeconfig });
  const path = (...parts: string[]): string => join(acp.folder, ...parts);

  test('etcd has quorum: no plan, but how to replace the one member', async () => {
    const ended = await plugin(['restore', '--node-only', 'master-3'], { env: env() });
    assert.equal(ended.code, 1);
    assert.match(ended.err, /^error: etcd still has quorum/);
    assert.match(ended.out, /member add master-3 --peer-urls=https:\/\/10\.0\.0\.3:2380\n/);
  });

  test('a kit, then the API goes: the plan is made from the kit, and its scripts are there', async () => {
    const saved = await plugin(['kit', path('kit')], { env: env() });
    assert.deepEqual([saved.code, saved.out], [0, ''], saved.err);
    for (const [file, text] of textsBelow(path('kit'))) assert.ok(!text.includes(acp.token), file);
    const words = [
      'restore',
      '--kit',
      path('kit'),
      '--snapshot',
      'local:/cpaas/a.tar',
      '--output-dir',
      path('plan'),
    ];
    const ended = await plugin([...words, '--without', 'master-1', '-o', 'json'], {
      env: { KUBECONFIG: '/nowhere' },
    });
    assert.equal(ended.code, 0, ended.err);
    const plan = JSON.parse(ended.out) as RestorePlan;
    assert.equal(plan.members[0]?.image, 'registry.k8s.io/etcd:3.5.15-0');
    const sums = await runProgram('bash', ['-c', `cd '${path('plan')}' && sha256sum --quiet -c SHA256SUMS`]);
    assert.deepEqual([sums.code, sums.out], [0, ''], sums.err);
  });

  test('the pages are whole in both languages', async () => {
    for (const [lang, word] of [
      ['en', /Phase 7: verify/],
      ['zh', /阶段 7：验证/],
    ] as const) {
      const ended = await plugin(['restore', '--even-with-quorum', '--runbook', 'html', '--lang', lang], {
        env: env(),
      });
      assert.deepEqual([ended.code, ended.err], [0, '']);
      assert.match(ended.out, word);
    }
  });

  test('who may not read nodes is told so, and how to go on', async () => {
    const kubeconfig = await acp.writeKubeconfig('viewer', backing.tokens.viewer);
    for (const [words, hint] of [
      [['restore'], /\nhint: ask for the permission to list nodes; .*--node NAME=IP/],
      [['kit', path('never')], /\nhint: ask for the permission to list nodes; /],
    ] as const) {
      const ended = await plugin(words, { env: { KUBECONFIG: kubeconfig } });
      assert.equal(ended.code, 3);
      assert.match(ended.err, /^error: not allowed to list nodes/);
      assert.match(ended.err, hint);
    }
  });
});

describe('restore --presign on a real S3 store', { skip: missingOf(cephPrograms()) ?? false }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'presign-'));
  after(() => rmSync(folder, { recursive: true }));

  test('the nodes get a URL in one file of mode 0600, curl fetches with it, and it stands nowhere else', async () => {
    const store = await ceph();
    const bucket = await store.bucket();
    const key = 'prod/snapshot-etcd-20261122-000003-10.0.0.1.tar';
    await store.sdk.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: SAMPLE }));
    const { accessKey, secretKey } = store.keys;
    const where = ['--endpoint', store.https, '--bucket', bucket, '--dir', 'prod', '--ca-file', store.caFile];
    const words = [
      'restore',
      ...NODES,
      ...where,
      '--presign',
      '10m',
      '--output-dir',
      join(folder, 'plan'),
      '-v',
      '9',
    ];
    const ended = await plugin(words, { env: { ACCESS_KEY: accessKey, SECRET_KEY: secretKey } });
    assert.equal(ended.code, 0, ended.err);

    const texts = textsBelow(join(folder, 'plan'));
    const configs = texts.filter(([path]) => path.endsWith('/fetch.curl'));
    assert.equal(configs.length, 3);
    const [config = '', text = ''] = configs[0] ?? [];
    assert.equal(statSync(config).mode & 0o777, 0o600);
    const signature = /X-Amz-Signature=([0-9a-f]+)/.exec(text)?.[1] ?? '';
    assert.equal(signature.length, 64);
    const others = texts.filter(([path]) => !path.endsWith('/fetch.curl')).map(([, other]) => other);
    for (const other of [...others, ended.out, ended.err]) {
      assert.ok(!other.includes(signature) && !other.includes(secretKey) && !other.includes(accessKey));
    }

    // The authority's path is that of the node.
    const local = text.replace(/^cacert = ".*\/(fetch-ca\.crt)"$/m, `cacert = "${join(config, '..')}/$1"`);
    assert.notEqual(local, text);
    writeFileSync(join(folder, 'curl'), local);
    const fetched = join(folder, 'fetched');
    const curl = await runProgram('curl', [
      '-sS',
      '--fail',
      '--config',
      join(folder, 'curl'),
      '--output',
      fetched,
    ]);
    assert.equal(curl.code, 0, curl.err);
    assert.deepEqual(new Uint8Array(readFileSync(fetched)), new Uint8Array(SAMPLE));
    const without = await runProgram('curl', ['-sS', '--fail', store.https, '--output', '/dev/null']);
    assert.notEqual(without.code, 0, 'the authority is a private one');
  });

  test('fetch.sh as printed brings it to where the other scripts look', { skip: notRoot }, async () => {
    const plan = JSON.parse(readFileSync(join(folder, 'plan/plan.json'), 'utf8')) as RestorePlan;
    const [line] = plan.steps.find(({ action }) => action === 'fetch')?.lines ?? [];
    assert.ok(line !== undefined);
    const script = `set -e
cp -rp ${folder}/plan/master-1 /opt/brought
for hidden in /root /var/log /run; do mount -t tmpfs hidden $hidden; done
cp -rp /opt/brought/* '${dirname(plan.folder)}'
${line}
${line}
stat -c %a '${plan.folder}/snapshot'
cmp '${plan.folder}/snapshot' ${folder}/fetched && ! grep -r X-Amz- /var/log`;
    const hide = 'mount -t tmpfs opt /opt';
    const ended = await runProgram('unshare', ['--mount', 'bash', '-c', `${hide}; ${script}`]);
    assert.equal(ended.code, 0, ended.out + ended.err);
    assert.match(ended.out, /fetching from S3[\s\S]*is there: SHA-256[\s\S]*comparing[\s\S]*\n600\n/);
    assert.ok(!(ended.out + ended.err).includes('X-Amz-'));
  });
});
