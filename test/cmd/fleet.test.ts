/** Many clusters in one run: contexts of `ac login`, some of them broken. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connectMany } from '../../cmd/connect.ts';
import { configurationRef } from '../../pkg/backup/resource.ts';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import { openTcpHop } from '../faults/tcp.ts';
import { golden } from '../golden.ts';
import { recordOf } from '../pkg/backup/examples.ts';
import { TEN_NIGHTS } from '../pkg/checks/examples.ts';
import { contextOf, run } from '../run.ts';

const JANUARY = '2026-01-01T00:00:00Z';
let folder: string;
let kubeconfig: string;
const acps: Acp[] = [];

interface Entry {
  readonly context: string;
  readonly server: string;
  readonly token: string;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  const records = [
    TEN_NIGHTS,
    [...TEN_NIGHTS.slice(0, -1), recordOf('23', '10.0.0.3', 'Failed', { message: 'disk full' })],
    [],
  ];
  for (const [index, one] of records.entries())
    acps.push(await startAcp(memoryBacking(JANUARY), { cluster: `c${index + 1}`, records: one }));
  const [good, failing, empty] = acps;
  assert.ok(good && failing && empty);
  const entry = (context: string, acp: Acp, token = acp.token): Entry => ({
    context,
    server: `${acp.platformUrl}/kubernetes/${acp.cluster}/`,
    token,
  });
  const silent = acps.length;
  acps.push(await startAcp(memoryBacking(), { cluster: 'silent' }));
  const hanging = acps[silent];
  assert.ok(hanging);
  hanging.gateway.fault = () => ({ kind: 'hang' });
  kubeconfig = await kubeconfigOf([
    entry('work/c1', good),
    entry('work/c2', failing),
    entry('work/c3', empty),
    entry('work/silent', hanging),
    { context: 'work/refuses', server: 'https://127.0.0.1:9/kubernetes/refuses/', token: 'x' },
    entry('old/c1', good, 'expired'),
    { context: 'no-server', server: '', token: 'x' },
  ]);
});

after(async () => {
  await Promise.all(acps.map((acp) => acp.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function kubeconfigOf(entries: readonly Entry[], name = 'kubeconfig'): Promise<string> {
  const path = join(folder, name);
  const ca = acps[0]?.caFile;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: entries.map(({ context, server }) => ({
      name: context,
      cluster: { server, 'certificate-authority': ca },
    })),
    contexts: entries.map(({ context }) => ({ name: context, context: { cluster: context, user: context } })),
    users: entries.map(({ context, token }) => ({ name: context, user: { token } })),
  };
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

const fleet = (...words: string[]) => run([...words, '--kubeconfig', kubeconfig, '--context-timeout', '1m']);
/** All but the one that never answers. */
const ANSWERING = 'work/c?,work/refuses,old/*,no-server';

for (const command of ['list', 'status', 'check']) {
  test(`${command} of many contexts: a row each, the broken ones are shown as broken`, async () => {
    const { code, out, err } = await fleet(command, '--contexts', ANSWERING);
    assert.deepEqual([code, err], [command === 'check' ? 1 : 3, '']);
    golden(`fleet/${command}.txt`, out);
  });
}

for (const command of ['list', 'status', 'check']) {
  test(`${command}: a cluster that never answers is given up, and hides no other`, async () => {
    const words = [command, '--all-contexts', '--kubeconfig', kubeconfig, '--context-timeout', '2s'];
    const { code, out } = await run(words);
    assert.notEqual(code, 0);
    assert.match(out, /^work\/silent +unknown .* no answer within 2 s$/m);
    assert.equal(out.trimEnd().split('\n').length, 8);
  });
}

test('contexts of one server and user share its connections', async () => {
  const [{ platformUrl, token, cluster } = assert.fail()] = acps;
  const hop = await openTcpHop({ host: '127.0.0.1', port: Number(new URL(platformUrl).port) }, () => ({
    kind: 'none',
  }));
  const server = `https://127.0.0.1:${hop.port}/kubernetes/${cluster}/`;
  const entries = Array.from({ length: 20 }, (_, index) => ({ context: `same/${index}`, server, token }));
  const args = {
    kubeconfig: await kubeconfigOf(entries, 'same'),
    'request-timeout': '1m',
    verbosity: 0,
  };
  const many = await connectMany(args, contextOf({}, [], []));
  try {
    for (const { context } of entries) await many.open(context).get(configurationRef('etcd-backup-default'));
    assert.equal(hop.connections(), 1);
  } finally {
    many.close();
    await hop.close();
  }
});

test('json groups by context, and knows session and cluster', async () => {
  const { out } = await fleet('list', '--contexts', 'work/c?,old/*', '-o', 'json');
  const { kind, contexts } = JSON.parse(out) as {
    kind: string;
    contexts: {
      context: string;
      session: string;
      cluster: string;
      error: string | null;
      view: { records: object[] } | null;
    }[];
  };
  assert.equal(kind, 'EtcdBackupFleet');
  assert.deepEqual(
    contexts.map(({ context, session, cluster, error, view }) => [
      context,
      session,
      cluster,
      error === null,
      view?.records.length,
    ]),
    [
      ['work/c1', 'work', 'c1', true, 30],
      ['work/c2', 'work', 'c2', true, 30],
      ['work/c3', 'work', 'c3', true, 0],
      ['old/c1', 'old', 'c1', false, undefined],
    ],
  );
});

test('a pattern without a slash finds a cluster in any session; what fits two patterns comes once', async () => {
  const names = async (...words: string[]): Promise<string[]> => {
    const { out } = await fleet('status', '--no-headers', ...words);
    return out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '');
  };
  assert.deepEqual(await names('--contexts', 'c1'), ['work/c1', 'old/c1']);
  assert.deepEqual(await names('--contexts', '*/c1', '--contexts', 'work/c[1]*,*c1'), ['work/c1', 'old/c1']);
});

test('list of many with a filter: a cluster whose records do not match is not one without records', async () => {
  const { out } = await fleet('list', '--contexts', 'work/c?', '--failed');
  assert.match(out, /^work\/c1 +none match +0 +0 /m);
  assert.match(out, /^work\/c2 +Failed +1 +1 /m);
  assert.match((await fleet('list', '--contexts', 'work/c3')).out, /^work\/c3 +no records /m);
});

test('prometheus and nagios tell the clusters apart', async () => {
  const prometheus = await fleet(
    'check',
    '--contexts',
    'work/c1,old/c1',
    '-o',
    'prometheus',
    '--only',
    'resource',
  );
  assert.match(prometheus.out, /^etcdbackup_check\{cluster="work\/c1",check="resource",result="ok"\} 1$/m);
  assert.match(
    prometheus.out,
    /^etcdbackup_check\{cluster="old\/c1",check="resource",result="unknown"\} 1$/m,
  );
  assert.equal(prometheus.out.match(/# TYPE etcdbackup_check gauge/g)?.length, 1);
  const nagios = await fleet(
    'check',
    '--contexts',
    'work/c1,work/c2,old/c1',
    '-o',
    'nagios',
    '--only',
    'no-failures',
  );
  assert.match(nagios.out, /^ETCDBACKUP CRITICAL - 2 of 3 clusters: work\/c2: failing; old\/c1: unknown \| /);
  assert.equal(nagios.code, 2);
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [['list', '--contexts', 'prod/*'], /no context fits "prod\/\*"\nhint: the kubeconfig has work\/c1, /],
  [['list', '--all-contexts', '--contexts', 'x'], /cannot both be given/],
  [['list', '--all-contexts', '--context', 'x'], /--context names one cluster/],
  [['check', '--all-contexts', '--server', 'https://x'], /--server names one cluster/],
  [['list', '--all-contexts', '--watch'], /--watch follows one cluster/],
  [['list', '--all-contexts', '--s3'], /--s3 looks into one bucket/],
  [['list', '--all-contexts', '-o', 'name'], /does not tell clusters apart/],
  [['check', '--all-contexts', '--kit', 'kit'], /--kit is of one cluster/],
  [['status', '--all-contexts', '--context-timeout', '0'], /cannot be 0/],
  ...['list', 'status', 'check'].map(
    (command) =>
      [
        [command, '--context-timeout', '5s'],
        /goes with --contexts or --all-contexts\nhint: .* --request-timeout/,
      ] as const,
  ),
];

for (const [words, says] of wrong) {
  test(`${words.join(' ')} is a mistake on the command line`, async () => {
    const { code, out, err } = await run([...words, '--kubeconfig', kubeconfig]);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, says);
  });
}

test('a kubeconfig without contexts is told as one', async () => {
  const words = ['check', '--all-contexts', '--kubeconfig', await kubeconfigOf([], 'empty')];
  const { code, err } = await run(words);
  assert.deepEqual(
    [code, err],
    [2, 'error: the kubeconfig has no contexts\nhint: name another one with --kubeconfig, or log in\n'],
  );
});

test('Ctrl-C ends at once', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 300);
  const words = ['check', '--contexts', 'silent', '--kubeconfig', kubeconfig, '--context-timeout', '1h'];
  assert.equal((await run(words, { signal: abort.signal })).code, 130);
});

for (const limits of [
  ['--context-timeout', '30d'],
  ['--context-timeout', '99999w', '--request-timeout', '9999h'],
]) {
  test(`${limits.join(' ')}: longer than a timer can wait is not at once`, async () => {
    const { code, out, err } = await fleet('list', '--contexts', 'work/c1', ...limits);
    assert.deepEqual([code, err], [0, ''], out);
  });
}

test('a context that names no server is broken, whatever server the environment names', async () => {
  const [{ platformUrl, cluster } = assert.fail()] = acps;
  const env = { KUBERNETES_MASTER: `${platformUrl}/kubernetes/${cluster}/` };
  const { code, out } = await run(['list', '--contexts', 'no-server', '--kubeconfig', kubeconfig], { env });
  assert.equal(code, 3);
  assert.match(out, /^no-server +unknown .* the cluster "\S+" (has no server|is not in the kubeconfig)$/m);
});
