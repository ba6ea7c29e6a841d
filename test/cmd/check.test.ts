import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quote } from '../../pkg/shell/quote.ts';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import { golden } from '../golden.ts';
import { S3_SPEC } from '../pkg/backup/examples.ts';
import { TEN_NIGHTS } from '../pkg/checks/examples.ts';
import { type RunWorld, run } from '../run.ts';

let acp: Acp;

before(async () => {
  acp = await startAcp(memoryBacking('2026-01-01T00:00:00Z'), {
    records: TEN_NIGHTS,
    spec: { ...S3_SPEC, paused: true },
  });
});

after(() => acp.stop());

const check = (words: string[] = [], world: RunWorld = {}) =>
  run(['check', '--kubeconfig', acp.kubeconfig, ...words], world);

/** What differs from run to run: ports and folders. */
const settled = (text: string): string => {
  // As a shell wants it, and that in JSON: not every machine has its temporary files in /tmp.
  const path = quote(acp.kubeconfig);
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'acp.example.com')
    .replaceAll(path, '/home/me/kubeconfig')
    .replaceAll(JSON.stringify(path).slice(1, -1), '/home/me/kubeconfig');
};

for (const format of ['table', 'json', 'yaml', 'prometheus', 'nagios']) {
  test(`-o ${format}`, async () => {
    const { code, out, err } = await check(['-o', format]);
    assert.deepEqual([code, err], [format === 'nagios' ? 2 : 1, '']);
    golden(`check/all.${format}.txt`, settled(out));
  });
}

test('the exit code is 0 for ok, 1 for failing, 3 where all that is wrong is unknown', async () => {
  assert.equal((await check(['--only', 'resource'])).code, 0);
  assert.equal((await check(['--only', 'resource,not-paused'])).code, 1);
  const unreachable = ['--server', 'https://127.0.0.1:9', '--only', 'resource'];
  const gone = await check(unreachable);
  assert.equal(gone.code, 3);
  assert.match(gone.out, /^UNKNOWN +resource +127\.0\.0\.1:9 refuses connections$/m);
  assert.equal((await check([...unreachable, '-o', 'nagios'])).code, 3);
});

test('a warning is 0, and 1 with --strict; Nagios has 1 and 2', async () => {
  const warned = ['--only', 'last-success'];
  assert.equal((await check(warned)).code, 0);
  assert.equal((await check([...warned, '--strict'])).code, 1);
  assert.equal((await check([...warned, '-o', 'nagios'])).code, 1);
  const strict = await check([...warned, '-o', 'nagios', '--strict']);
  assert.deepEqual([strict.code, strict.out.slice(0, 19)], [2, 'ETCDBACKUP CRITICAL']);
});

test('a bug is UNKNOWN to Nagios, not a warning, and its stack goes to stderr', async () => {
  const { code, out, err } = await check(['-o', 'nagios'], { now: new Date(Number.NaN) });
  assert.deepEqual([code, out], [3, 'ETCDBACKUP UNKNOWN - this is a bug in the plugin, please report it\n']);
  assert.match(err, /RangeError: .*\n +at /);
});

test('--skip leaves checks out; a fix carries the flags that lead to the same cluster', async () => {
  const { out } = await check(['--skip', 'secret,executor', '--skip', 'clocks', '--context', 'demo/prod']);
  assert.doesNotMatch(out, /^[A-Z]+ +(secret|executor|clocks) /m);
  assert.match(settled(out), /fix: kubectl etcdbackup resume --kubeconfig \S+ --context demo\/prod\n/);
});

test('a person bound to the role beside the service account is not the one that runs backups', async () => {
  const backing = memoryBacking();
  const other = await startAcp(backing, { records: TEN_NIGHTS, spec: S3_SPEC });
  const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
  const binding = backing.api.store.get(bindings, 'cpaas:etcd-backup');
  const subjects = [{ kind: 'User', name: 'ops' }, ...((binding?.['subjects'] ?? []) as object[])];
  backing.api.store.put(bindings, { ...binding, subjects });
  const words = ['check', '--kubeconfig', other.kubeconfig, '--only', 'secret-access'];
  assert.match(
    (await run(words)).out,
    /^OK +secret-access +system:serviceaccount:cpaas-system:etcd-backup may/m,
  );
  await other.stop();
});

test('--platform-url, which kubectl cannot take: its command is told all the same, and where to run it', async () => {
  const backing = memoryBacking();
  const other = await startAcp(backing, { records: TEN_NIGHTS, spec: S3_SPEC });
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  backing.api.store.put(roles, { ...backing.api.store.get(roles, 'cpaas:etcd-backup'), rules: [] });
  const way = ['--platform-url', other.platformUrl, '--platform-cluster', other.cluster];
  const words = ['check', ...way, '--certificate-authority', other.caFile, '--only', 'secret-access'];
  const { out } = await run(words, { env: { ACP_TOKEN: other.token } });
  assert.match(
    out,
    /^ +fix: with a kubeconfig of this cluster: kubectl patch clusterrole cpaas:etcd-backup --type=json -p /m,
  );
  await other.stop();
});

const wrong: readonly (readonly [string[], RegExp])[] = [
  [['--only', 'nonsense'], /there is no check "nonsense"\nhint: the checks are resource, not-paused/],
  [['--skip', 'secret,'], /there is no check ""/],
  [['--only', 'secret', '--skip', 'secret'], /no check is left/],
  [['--max-age', 'soon'], /"soon" is not a duration/],
  [['--schedule-timezone', 'Mars/Olympus'], /"Mars\/Olympus" is not a time zone/],
  [['--check-timeout', '0'], /cannot be 0/],
  [['--ca-file', 'ca.crt'], /--ca-file goes with --s3/],
  [['--s3=yes'], /--s3 is true or false, not "yes"/],
];

for (const [words, says] of wrong) {
  test(`${words.join(' ')} is a mistake on the command line, with Nagios' code for unknown in Nagios' format`, async () => {
    const { code, out, err } = await check(words);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, says);
    const nagios = await check([...words, '-o', 'nagios']);
    assert.deepEqual([nagios.code, nagios.out.slice(0, 20)], [3, 'ETCDBACKUP UNKNOWN -']);
  });
}

for (const format of [
  ['-o', 'nagios'],
  ['-onagios'],
  ['-o=nagios'],
  ['--output', 'nagios'],
  ['--output=nagios'],
]) {
  test(`${format.join(' ')} beside a flag that is none is UNKNOWN in one line, not Nagios' CRITICAL`, async () => {
    for (const words of [
      ['--nonsense', ...format],
      [...format, '--only'],
      [...format, 'surplus'],
    ]) {
      const { code, out, err } = await check(words);
      assert.deepEqual([code, err], [3, ''], words.join(' '));
      assert.match(
        out,
        /^ETCDBACKUP UNKNOWN - (unknown flag|flag needs an argument|unexpected argument)[^\n]*\n$/,
      );
    }
  });
}

for (const words of [
  ['--nonsense'],
  ['-o', 'nagios', '-o', 'json', '--nonsense'],
  ['--nonsense', '--', '-o', 'nagios'],
]) {
  test(`${words.join(' ')} asks for no Nagios: a wrong flag is told as always`, async () => {
    const { code, out, err } = await check(words);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /^error: unknown flag: --nonsense\nhint: /);
  });
}

test('Ctrl-C while a server is silent ends at once, without a report', async () => {
  const abort = new AbortController();
  acp.gateway.fault = () => ({ kind: 'hang' });
  setTimeout(() => abort.abort(), 200);
  const { code, out } = await check([], { signal: abort.signal });
  acp.gateway.fault = undefined;
  assert.deepEqual([code, out], [130, '']);
});

test('a Secret that is never answered leaves only what hangs on it unknown, in the bucket too, and in time', async () => {
  acp.gateway.fault = (_request, path) => (path.includes('/secrets/') ? { kind: 'hang' } : undefined);
  const words = ['--s3', '--check-timeout', '1s', '--only', 'resource,secret,bucket'];
  const started = performance.now();
  for (const more of [[], ['--contexts', 'demo/prod']]) {
    const { code, out } = await check([...words, ...more, '-o', 'json']);
    assert.equal(code, 3);
    const found = JSON.parse(out) as { contexts?: { view: Report }[] } & Report;
    const { checks } = found.contexts?.[0]?.view ?? found;
    const results = checks.map(({ name, result, reason }) => [name, result, reason]);
    assert.deepEqual(results, [
      ['resource', 'ok', 'etcd-backup-default is there'],
      ['secret', 'unknown', 'no answer within 1 s'],
      ['bucket', 'unknown', 'no answer within 1 s'],
    ]);
  }
  acp.gateway.fault = undefined;
  assert.ok(performance.now() - started < 10_000, 'the limit is that of the check, not of one request');
});

interface Report {
  readonly checks: readonly { readonly name: string; readonly result: string; readonly reason: string }[];
}

test('a server that never answers is unknown after the time limit, which is waited for once', async () => {
  acp.gateway.fault = () => ({ kind: 'hang' });
  const reviews = acp.gateway.requests.length;
  const { code, out } = await check(['--check-timeout', '1s']);
  acp.gateway.fault = undefined;
  assert.equal(code, 3);
  assert.match(out, /\n15 unknown, 5 skipped\n$/);
  assert.match(out, /resource +no answer within 1 s/);
  assert.ok(!acp.gateway.requests.slice(reviews).some((path) => path.includes('rbac')), 'no second wait');
});

test('who is not let in is told what to do, and not only that nothing is known', async () => {
  const { code, out } = await check(['--token', 'expired', '--only', 'resource']);
  assert.equal(code, 3);
  assert.match(
    out,
    /^UNKNOWN +resource +the server does not accept .*\n +fix: log in again, or give a fresh/m,
  );
});

test('-n: the Secret of another namespace is told by that name, by status too, and mended there', async () => {
  const [name, place] = ['the Secret other/etcd-backup-s3-secret does not exist', '--namespace other'];
  for (const command of ['check', 'status']) {
    const { out } = await run([command, '--kubeconfig', acp.kubeconfig, '-n', 'other']);
    assert.ok(out.includes(name) && out.includes(place), out);
    assert.doesNotMatch(out, /cpaas-system\/etcd-backup-s3-secret/);
  }
});
