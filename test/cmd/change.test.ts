/** set-schedule, pause, resume and set-local, as a person sees them. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { type MemoryBacking, memoryBacking } from '../cluster/backing.ts';
import { CONFIGURATION_PATH, configurationSeed, NAME } from '../cluster/seeds.ts';
import { golden } from '../golden.ts';
import { type RunWorld, run } from '../run.ts';

let acp: Acp;
let backing: MemoryBacking;

before(async () => {
  backing = memoryBacking();
  acp = await startAcp(backing);
});

beforeEach(() => backing.api.seed(configurationSeed([], { unknown: { deep: [1] } })));

after(() => acp.stop());

const stored = () => backing.api.store.get(CONFIGURATION_PATH, NAME);
const spec = () => stored()?.['spec'] as Record<string, unknown>;
const RESOURCE = 'etcdbackupconfiguration.enhancement.cluster.alauda.io/etcd-backup-default';

/** Words with the connection left out, so that they read as a person types them. */
async function change(words: string[], world: RunWorld = {}) {
  const { code, out, err } = await run(words, { env: { KUBECONFIG: acp.kubeconfig }, ...world });
  return { code, out, err };
}

test('set-schedule shows what changes, what it means, and how to undo it', async () => {
  const { code, out, err } = await change(['set-schedule', '30  */6 * * *']);
  assert.equal(code, 0);
  golden('change/set-schedule.txt', `${out}-- stderr --\n${err}`);
  assert.deepEqual(
    [spec()['schedule'], spec()['unknown'], spec()['localStorage']],
    ['30 */6 * * *', { deep: [1] }, { path: '/cpaas/backup', ttl: '7776000' }],
  );
});

test('a second run changes nothing and says so', async () => {
  for (const words of [
    ['set-schedule', '0 0 * * *'],
    ['resume'],
    ['set-local', '--retention', '90d', '--path', '/cpaas//backup/'],
  ]) {
    const version = stored()?.metadata.resourceVersion;
    assert.deepEqual(await change(words), { code: 0, out: `${RESOURCE} unchanged\n`, err: '' });
    assert.equal(stored()?.metadata.resourceVersion, version);
  }
});

test('a dry run shows everything and stores nothing', async () => {
  const version = stored()?.metadata.resourceVersion;
  for (const [kind, says] of [
    ['client', 'configured (dry run)'],
    ['server', 'configured (server dry run)'],
  ] as const) {
    const { code, out, err } = await change(['set-local', '--retention=30d', `--dry-run=${kind}`]);
    assert.deepEqual([code, err], [0, ''], 'nothing is asked and nothing is to undo');
    assert.match(out, /- {5}ttl: "7776000" {2}# 90 days\n\+ {5}ttl: "2592000" {2}# 30 days\n/);
    assert.match(out, new RegExp(`${says.replaceAll(/[()]/g, '\\$&')}\n$`));
  }
  assert.equal(stored()?.metadata.resourceVersion, version);
});

test('a client dry run needs no right to write, a server one sends what would be sent', async () => {
  acp.gateway.requests.length = 0;
  await change(['pause', '--dry-run=client']);
  assert.deepEqual(
    acp.gateway.requests.map((one) => one.split(' ')[0]),
    ['GET'],
  );
});

test('pause and resume change one field, and each undoes the other', async () => {
  const paused = await change(['pause']);
  assert.equal(spec()['paused'], true);
  assert.match(paused.err, /note: no scheduled backup runs .*\nundo: kubectl etcdbackup resume\n$/);
  const resumed = await change(['resume', '--local-time']);
  assert.equal(spec()['paused'], false);
  assert.match(
    resumed.err,
    /next run: 2026-11-24T08:00:00\+08:00 .*\n(?:next run: .*\n){2}undo: kubectl etcdbackup pause\n$/,
  );
});

test('a shorter retention asks: no keeps everything, yes and --yes go on', async () => {
  const words = ['set-local', '--retention', '12h'];
  const no = await change(words, { answers: ['n'] });
  assert.equal(no.code, 1);
  assert.match(no.err, /warning: 12 hours is shorter than the 1 day between two runs/);
  assert.match(no.err, /Delete local copies older than 12 hours on every node\?\nerror: not confirmed/);
  assert.deepEqual(spec()['localStorage'], { path: '/cpaas/backup', ttl: '7776000' });
  assert.equal((await change(words, { answers: ['y'] })).code, 0);
  assert.deepEqual(spec()['localStorage'], { path: '/cpaas/backup', ttl: '43200' });
  assert.equal((await change(['set-local', '--retention', '1h', '-y'])).code, 0);
});

test('a question without a terminal is a wrong command line, and nothing is written', async () => {
  const { code, err } = await change(['set-local', '--retention', '30d']);
  assert.equal(code, 2);
  assert.match(err, /no terminal to ask on/);
  assert.deepEqual(spec()['localStorage'], { path: '/cpaas/backup', ttl: '7776000' });
});

test('a longer retention and another path ask nothing', async () => {
  const { code, out, err } = await change(['set-local', '--retention', '120d', '--path', '/backup']);
  assert.equal(code, 0);
  golden('change/set-local.txt', `${out}-- stderr --\n${err}`);
});

test('-o json tells the change with raw values, on stdout alone', async () => {
  const { code, out, err } = await change(['set-schedule', '*/30 * * * *', '-o', 'json']);
  assert.equal(code, 0);
  golden('change/set-schedule.json', out);
  assert.doesNotMatch(err, /spec:|\{/);
  assert.equal((await change(['pause', '-o', 'name'])).out, `${RESOURCE}\n`);
});

test('an undo names the same cluster and resource, and never the token', async () => {
  const { err } = await run([
    ...['set-schedule', '5 5 * * *', '--kubeconfig', acp.kubeconfig, '--context', 'demo/prod'],
    ...['--token', acp.token],
  ]);
  assert.match(
    err,
    /undo: kubectl etcdbackup set-schedule '0 0 \* \* \*' --kubeconfig \S+ --context demo\/prod\n/,
  );
  assert.doesNotMatch(err, new RegExp(acp.token));
});

test("where no command of ours can undo, kubectl's patch can", async () => {
  backing.api.seed(configurationSeed([], { schedule: undefined, localStorage: { ttl: 'x y' } }));
  const first = await change(['set-schedule', '5 5 * * *']);
  assert.match(
    first.err,
    /undo: kubectl patch etcdbackupconfigurations\.enhancement\.cluster\.alauda\.io etcd-backup-default --type=merge -p '\{"spec":\{"schedule":null\}\}'\n/,
  );
  const second = await change(['set-local', '--retention', '1d', '--yes']);
  assert.match(second.err, /-p '\{"spec":\{"localStorage":\{"ttl":"x y"\}\}\}'\n/);
});

const wrong: readonly (readonly [readonly string[], RegExp])[] = [
  [['set-schedule', '0 0 31 2 *'], /"0 0 31 2 \*" cannot be the schedule: it never comes/],
  [['set-schedule', '0 0 * *'], /it has 4 fields/],
  [['set-schedule'], /CRON is missing/],
  [['set-local'], /there is nothing to set\nhint: give --path/],
  [['set-local', '--path', '/etc/backup'], /\/etc is a folder of the system/],
  [['set-local', '--retention', '90 days'], /"90 days" is not a duration/],
  [['set-local', '--retention', '0'], /would delete every local copy/],
  [['set-local', '--retention', '9999999999'], /more than 36500 days/],
];

for (const [words, says] of wrong) {
  test(`${words.join(' ')}: refused before anything is sent`, async () => {
    acp.gateway.requests.length = 0;
    const { code, out, err } = await change([...words]);
    assert.deepEqual([code, out, acp.gateway.requests.length], [2, '', 0]);
    assert.match(err, says);
  });
}
