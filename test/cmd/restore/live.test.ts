/** `restore` and `kit` while the API answers, on the embedded ACP. */
import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readKit } from '../../../pkg/restore/kit/read.ts';
import type { RestorePlan } from '../../../pkg/restore/plan/plan.ts';
import { type Acp, startAcp } from '../../cluster/acp.ts';
import { memoryBacking } from '../../cluster/backing.ts';
import { recordOf } from '../../pkg/backup/examples.ts';
import { NOON, type Ran, type RunWorld, run } from '../../run.ts';

const S3 = {
  remoteStorage: {
    s3: { endpoint: 'https://s3.example.com', bucket: 'backups', dir: 'prod', secretRef: 'keys' },
  },
};
let acp: Acp;

before(async () => {
  const records = ['1', '2', '3'].map((n) => recordOf('22', `10.0.0.${n}`));
  acp = await startAcp(memoryBacking(), { records, spec: S3 });
});
after(() => acp.stop());

const live = (words: readonly string[], world: RunWorld = {}): Promise<Ran> =>
  run([...words, '--kubeconfig', acp.kubeconfig], { cwd: acp.folder, ...world });
const inFolder = (...parts: string[]): string => join(acp.folder, ...parts);

test('while etcd has quorum nothing is planned', async () => {
  const { code, out, err } = await live(['restore']);
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /^error: etcd still has quorum: .*\nhint: .*--node-only NODE .*--even-with-quorum\n$/);
});

test('it prints how to replace the one broken member', async () => {
  const { code, out, err } = await live(['restore', '--node-only', 'master-2']);
  assert.equal(code, 1);
  assert.match(out, /^Replace the etcd member of master-2\n/);
  assert.match(out, /member add master-2 --peer-urls=https:\/\/10\.0\.0\.2:2380/);
  assert.match(err, /replace the member of master-2 as printed/);
});

test('a node that is not there is no member to replace', async () => {
  const { code, out, err } = await live(['restore', '--node-only', 'nope']);
  assert.deepEqual([code, out], [2, '']);
  assert.match(
    err,
    /^error: --node-only nope: there is no such control-plane node\nhint: there is master-1, /,
  );
});

test('on purpose: members, versions and folders are those of the API', async () => {
  const { code, out } = await live([
    'restore',
    '--even-with-quorum',
    '-o',
    'json',
    '--snapshot',
    'local:/cpaas/backup/snapshot-etcd-20261122-000003-10.0.0.3.tar',
  ]);
  assert.equal(code, 0);
  const plan = JSON.parse(out) as RestorePlan;
  assert.deepEqual(plan.members[0], {
    node: 'master-1',
    name: 'master-1',
    ip: '10.0.0.1',
    peerUrl: 'https://10.0.0.1:2380',
    dataDir: '/var/lib/etcd',
    image: 'registry.k8s.io/etcd:3.5.15-0',
    absent: false,
  });
  assert.deepEqual(
    plan.notices.map(({ is }) => is),
    ['even-with-quorum', 'holder-by-name', 'not-looked'],
  );
  assert.deepEqual([plan.snapshot.holder, plan.snapshot.takenBy], ['master-3', 'record']);
  assert.ok(plan.settings.evenWithQuorum);
});

test('an API that is gone says how to go on without it', async () => {
  const { code, err } = await run(['restore', '--server', 'https://127.0.0.1:1', '--token', 't']);
  assert.equal(code, 3);
  assert.match(
    err,
    /\nhint: is the API gone\? Then give --kit DIR, or every control-plane node as --node NAME=IP\n/,
  );
});

for (const [status, reason, hint] of [
  [
    401,
    'Unauthorized',
    /^hint: log in again.*; an API without its etcd may refuse everybody: then give --kit DIR/m,
  ],
  [403, 'Forbidden', /^hint: ask for the permission to list nodes.*; or give --kit DIR/m],
] as const)
  test(`an API that answers ${status} is not called gone`, async () => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code: status, reason, message: '' }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const { code, err } = await run(['restore', '--server', `http://127.0.0.1:${port}`, '--token', 't']);
    server.close();
    server.closeAllConnections();
    assert.equal(code, 3);
    assert.match(err, hint);
    assert.doesNotMatch(err, /is the API gone/);
  });

test('a kit that knows less than it should says so, and the printed replacement as well', async () => {
  const api = memoryBacking();
  const own = await startAcp(api);
  try {
    const pods = '/api/v1/namespaces/kube-system/pods';
    api.api.store.delete(pods, 'etcd-master-2');
    const world = { cwd: own.folder };
    const kit = await run(['kit', 'kit', '--kubeconfig', own.kubeconfig], world);
    assert.match(kit.err, /\nThe static etcd pod of master-2 could not be read/);
    const replace = await run(['restore', '--node-only', 'master-2', '--kubeconfig', own.kubeconfig], world);
    assert.match(replace.out, /^! The static etcd pod of master-2 could not be read/m);
  } finally {
    await own.stop();
  }
});

test('so does a machine without a kubeconfig', async () => {
  const { code, err } = await run(['restore']);
  assert.equal(code, 2);
  assert.match(err, /^error: no kubeconfig.*\nhint: is the API gone\? Then give --kit DIR/);
});

test('a kit has everything but keys, is written whole, and makes a plan without the API', async () => {
  const { code, out, err } = await live(['kit', 'kit']);
  assert.deepEqual([code, out], [0, ''], err);
  assert.match(
    err,
    /^kit: master-1, master-2, master-3; 3 records; S3 target backups \(keys are not saved\)\n$/,
  );
  const kit = readKit(readFileSync(inFolder('kit', 'kit.json'), 'utf8'));
  assert.deepEqual([kit.saved, kit.s3?.dir, kit.localPath], [NOON, 'prod', '/cpaas/backup']);
  assert.ok(kit.members[1]?.arguments.includes('--name=master-2'));
  assert.doesNotMatch(readFileSync(inFolder('kit', 'plan.json'), 'utf8'), /arguments/);
  assert.deepEqual(readdirSync(inFolder('kit')).sort(), [
    'README.md',
    'SHA256SUMS',
    'kit.json',
    'master-1',
    'master-2',
    'master-3',
    'plan.json',
    'runbook.html',
  ]);
  for (const page of ['README.md', 'runbook.html'])
    assert.match(
      readFileSync(inFolder('kit', page), 'utf8'),
      /This plan lies in a kit, made while all was well/,
    );
  const later = new Date(NOON.getTime() + 40 * 86_400_000);
  const plan = await run(['restore', '--kit', 'kit'], { cwd: acp.folder, now: later });
  assert.equal(plan.code, 0, plan.err);
  assert.match(plan.out, /Made from a kit that was saved 2026-11-23T12:00:00Z, 40d ago: that is long\./);
});

test('a kit that is not as it was saved makes a plan that says so', async () => {
  await live(['kit', 'altered']);
  const notices = async (): Promise<string[]> => {
    const { out } = await run(['restore', '--kit', 'altered', '-o', 'json'], { cwd: acp.folder });
    return (JSON.parse(out) as RestorePlan).notices.map(({ is }) => is);
  };
  assert.deepEqual(await notices(), ['kit-age', 'not-looked']);
  const path = inFolder('altered', 'kit.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('10.0.0.3', '10.0.0.8'));
  assert.deepEqual(await notices(), ['kit-age', 'kit-altered', 'not-looked']);
  const sums = inFolder('altered', 'SHA256SUMS');
  writeFileSync(sums, readFileSync(sums, 'utf8').replaceAll('\n', '\r\n'));
  assert.deepEqual(await notices(), ['kit-age', 'kit-altered', 'not-looked']);
});

test('no token and no kubeconfig path gets into a kit', async () => {
  await live(['kit', 'clean']);
  for (const name of readdirSync(inFolder('clean'), { recursive: true, encoding: 'utf8' })) {
    const path = inFolder('clean', name);
    if (statSync(path).isDirectory()) continue;
    const text = readFileSync(path, 'utf8');
    assert.ok(!text.includes(acp.token) && !text.includes(acp.kubeconfig), name);
    assert.equal(statSync(path).mode & 0o077, 0, name);
  }
});

test('a kit is renewed in its place; a file of the person in it is kept beside', async () => {
  await live(['kit', 'renewed']);
  const first = readFileSync(inFolder('renewed', 'plan.json'), 'utf8');
  const again = await live(['kit', 'renewed'], { now: new Date(NOON.getTime() + 60_000) });
  assert.equal(again.code, 0, again.err);
  assert.notEqual(readFileSync(inFolder('renewed', 'plan.json'), 'utf8'), first);
  assert.ok(!existsSync(inFolder('renewed.07070707.old')));
  writeFileSync(inFolder('renewed', 'notes.txt'), 'mine');
  const kept = await live(['kit', 'renewed']);
  assert.match(kept.err, /is kept as .*renewed\.07070707\.old\n/);
  assert.equal(readFileSync(inFolder('renewed.07070707.old', 'notes.txt'), 'utf8'), 'mine');
});

test('a kit has a folder with a name', async () => {
  const { code, err } = await live(['kit', '']);
  assert.deepEqual([code, err], [2, 'error: DIR is empty\n']);
});

test('a kit behind a link is renewed where the link leads, and a plan goes there as well', async () => {
  mkdirSync(inFolder('disk'));
  for (const name of ['linked', 'empty']) {
    mkdirSync(inFolder('disk', name));
    symlinkSync(inFolder('disk', name), inFolder(name), 'junction');
  }
  for (const minutes of [1, 2]) {
    const now = new Date(NOON.getTime() + minutes * 60_000);
    assert.equal((await live(['kit', 'linked'], { now })).code, 0);
    const kit = readKit(readFileSync(inFolder('disk', 'linked', 'kit.json'), 'utf8'));
    assert.deepEqual(kit.saved, now);
  }
  const words = ['restore', '--kit', 'linked', '--output-dir', 'empty'];
  const { code, err } = await run(words, { cwd: acp.folder });
  assert.equal(code, 0, err);
  assert.ok(lstatSync(inFolder('linked')).isSymbolicLink() && lstatSync(inFolder('empty')).isSymbolicLink());
  assert.ok(existsSync(inFolder('disk', 'empty', 'plan.json')));
  assert.deepEqual(readdirSync(inFolder('disk')).sort(), ['empty', 'linked'], 'no draft is left');
});

test('a plan does not go into a kit, a kit does not go over a plan', async () => {
  await live(['kit', 'both']);
  const plan = await run(['restore', '--kit', 'both', '--output-dir', 'both'], { cwd: acp.folder });
  assert.deepEqual([plan.code, /is a kit/.test(plan.err)], [2, true]);
  await run(['restore', '--kit', 'both', '--output-dir', 'planned'], { cwd: acp.folder });
  const kit = await live(['kit', 'planned']);
  assert.deepEqual([kit.code, /nothing in it is touched/.test(kit.err)], [1, true]);
});

test('Ctrl-C leaves no half kit', async () => {
  const { code } = await live(['kit', 'never'], { signal: AbortSignal.abort() });
  assert.equal(code, 130);
  assert.deepEqual(
    readdirSync(acp.folder).filter((name) => name.startsWith('never')),
    [],
  );
});
