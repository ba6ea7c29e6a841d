import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { type MemoryBacking, memoryBacking } from '../cluster/backing.ts';
import { recordOf } from '../pkg/backup/examples.ts';
import { type RunWorld, run } from '../run.ts';

let acp: Acp;
let backing: MemoryBacking;

before(async () => {
  backing = memoryBacking();
  const records = ['1', '2', '3'].map((n) => recordOf('22', `10.0.0.${n}`, n === '2' ? 'Failed' : 'Success'));
  acp = await startAcp(backing, { records });
});

after(() => acp.stop());

const list = (words: string[] = [], world: RunWorld = {}) =>
  run(['list', '--kubeconfig', acp.kubeconfig, ...words], world);

test('records are listed with the names of their nodes', async () => {
  const { code, out, err } = await list();
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^FILE +NODE +TAKEN +AGE +RESULT\n/);
  assert.match(out, /10\.0\.0\.2\.tar +master-2 +2026-11-22T00:00:03Z +35h +Failed/);
});

test('through the platform, as the documented curl does', async () => {
  const words = [
    'list',
    '--platform-url',
    acp.platformUrl,
    '--platform-cluster',
    'prod',
    '--certificate-authority',
    acp.caFile,
    '-o',
    'name',
    '--failed',
  ];
  const ran = await run(words, { env: { ACP_TOKEN: acp.token } });
  assert.deepEqual(ran, { code: 0, out: 'snapshot-etcd-20261122-000003-10.0.0.2.tar\n', err: '' });
});

test('a --token-file of nothing is none: the token of the environment counts', async () => {
  const platform = ['--platform-url', acp.platformUrl, '--platform-cluster', 'prod'];
  const words = ['list', ...platform, '--certificate-authority', acp.caFile, '-o', 'name', '--limit', '1'];
  const ran = await run([...words, '--token-file', '', '--token='], { env: { ACP_TOKEN: acp.token } });
  assert.deepEqual([ran.code, ran.err], [0, '']);
});

test('an empty answer is a sentence on stderr, not a table', async () => {
  for (const words of [
    ['--node', 'nobody'],
    ['--limit', '0'],
  ])
    assert.deepEqual(await list(words), { code: 0, out: '', err: 'No records match.\n' });
});

test('a resource of another name is missing in words', async () => {
  const { code, err } = await list(['--name', 'other']);
  assert.equal(code, 3);
  assert.match(err, /^error: etcdbackupconfigurations "other" does not exist\nhint: .*etcd-backup-default/);
});

test('a wrong token is told, and not shown at any verbosity', async () => {
  const { code, err } = await list(['--token', 'sesame-open', '-v', '9']);
  assert.equal(code, 3);
  assert.match(err, /error: the server does not accept who we are/);
  assert.doesNotMatch(err, /sesame/);
});

test('--watch goes on with new records until Ctrl-C', async () => {
  const abort = new AbortController();
  const seen = run(['list', '--kubeconfig', acp.kubeconfig, '-w', '--no-headers'], {
    signal: abort.signal,
    onOut: (text) => {
      if (text.split('\n').length === 4) void acp.controller.run();
      if (text.split('\n').length === 7) abort.abort();
    },
  });
  const { code, out, err } = await seen;
  assert.deepEqual([code, err], [130, '']);
  assert.equal(out.trimEnd().split('\n').length, 6);
});

test('--watch of a terminal that had nothing to list yet: a header, and no cell is cut to the title above it', async () => {
  const empty = await startAcp(memoryBacking(), { records: [] });
  const abort = new AbortController();
  const seen = run(['list', '--kubeconfig', empty.kubeconfig, '-w'], {
    signal: abort.signal,
    columns: 120,
    onErr: () => void empty.controller.run(),
    onOut: (text) => {
      if (text.split('\n').length === 5) abort.abort();
    },
  });
  try {
    const { out } = await seen;
    assert.match(
      out,
      /^FILE +NODE +TAKEN +AGE +RESULT\nsnapshot-etcd-\S+\.tar +master-\d +20\S+Z +\S+ +Success\n/,
    );
    assert.equal(out.match(/FILE/g)?.length, 1);
  } finally {
    await empty.stop();
  }
});

test('a span of time longer than there is time lists everything', async () => {
  const { out } = await list(['--since', '999999999w', '-o', 'name']);
  assert.equal(out, (await list(['-o', 'name'])).out);
});
