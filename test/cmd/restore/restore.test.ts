/** `restore` without an API: nodes from flags and from a kit. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { kitText } from '../../../pkg/restore/kit/write.ts';
import type { RestorePlan } from '../../../pkg/restore/plan/plan.ts';
import { clusterDatabase, withSha256 } from '../../fakes/snapshots.ts';
import { KIT } from '../../pkg/restore/examples.ts';
import { type Ran, type RunWorld, run } from '../../run.ts';

const home = mkdtempSync(join(tmpdir(), 'restore-cmd-'));
after(() => rmSync(home, { recursive: true }));
const path = (...parts: string[]): string => join(home, ...parts);

const whole = withSha256(clusterDatabase());
writeFileSync(path('snapshot.tar'), whole);
writeFileSync(path('damaged.tar'), whole.slice().fill(0xff, 9000, 9010));
writeFileSync(path('copied.db'), clusterDatabase());

const NODES = ['1', '2', '3'].flatMap((n) => ['--node', `master-${n}=10.0.0.${n}`]);
const restore = (words: readonly string[], world: RunWorld = {}): Promise<Ran> =>
  run(['restore', ...words], {
    cwd: home,
    now: new Date(statSync(path('snapshot.tar')).mtimeMs + 60_000),
    ...world,
  });
const planned = async (words: readonly string[]): Promise<RestorePlan> => {
  const { out, err } = await restore([...words, '-o', 'json']);
  assert.notEqual(out, '', err);
  return JSON.parse(out) as RestorePlan;
};
const noticesOf = ({ notices }: RestorePlan): string[] => notices.map(({ is }) => is);

test('nodes by name, the snapshot from this machine: a plan, and how to get its scripts', async () => {
  const { code, out, err } = await restore([...NODES, '--snapshot', 'snapshot.tar']);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^Restore etcd on master-1, master-2, master-3\n=+\n/);
  assert.match(out, /--plan-id[\s!]+\d{8}t\d{6}z-070707\s/);
});

test('the keys that the snapshot needs stand in the plan, on its page, and in what each preflight is told', async () => {
  const words = [...NODES, '--snapshot', 'snapshot.tar'];
  const plan = await planned([...words, '--output-dir', 'keys']);
  assert.deepEqual(plan.snapshot.encryptionKeys, ['aescbc:v1:key1']);
  assert.ok(noticesOf(plan).includes('encryption-keys'));
  const preflight = readFileSync(path('keys', 'master-2', `restore-${plan.id}`, '0-preflight.sh'), 'utf8');
  assert.match(preflight, /^ENCRYPTION_KNOWN=yes\nENCRYPTION_KEYS=\(aescbc:v1:key1\)$/m);
  const damaged = await planned([...NODES, '--snapshot', 'damaged.tar', '--force']);
  assert.equal(damaged.snapshot.encryptionKeys, null);
});

test('the locale speaks, and --lang goes before it', async () => {
  const zh = await restore([...NODES], { env: { LANG: 'zh_CN.UTF-8' } });
  assert.match(zh.out, /^恢复 etcd：master-1、master-2、master-3\n/);
  const en = await restore([...NODES, '--lang', 'en'], { env: { LANG: 'zh_CN.UTF-8' } });
  assert.match(en.out, /^Restore etcd on/);
});

test('into a folder: what a person and the nodes need, with sums and no other files', async () => {
  const words = [...NODES, '--snapshot', 'snapshot.tar', '--output-dir', 'plan', '--runbook', 'html'];
  const { code, out, err } = await restore(words);
  assert.equal(code, 0, err);
  assert.match(err, /^plan: \d+ files of plan /);
  assert.match(out, /^<!doctype html>/);
  assert.deepEqual(readdirSync(path('plan')).sort(), [
    'README.md',
    'SHA256SUMS',
    'master-1',
    'master-2',
    'master-3',
    'plan.json',
    'runbook.html',
  ]);
  const plan = JSON.parse(readFileSync(path('plan', 'plan.json'), 'utf8')) as RestorePlan;
  const scripts = readdirSync(path('plan', 'master-2', `restore-${plan.id}`));
  for (const step of plan.steps.filter(({ lines }) => lines[0]?.startsWith('bash ')))
    assert.ok(scripts.includes(step.lines[0]?.split('/').at(-1) ?? ''), 'every command has its script');
  const stop = path('plan', 'master-2', `restore-${plan.id}`, '1-stop.sh');
  assert.equal(statSync(stop).mode & 0o777, 0o700);
  assert.match(readFileSync(stop, 'utf8'), /^NODE_NAME=master-2$/m);
  const sums = readFileSync(path('plan', 'SHA256SUMS'), 'utf8');
  assert.ok(sums.includes(`  master-3/restore-${plan.id}/1-stop.sh\n`) && sums.includes('  plan.json\n'));
});

test('the lines for this machine, typed as they are printed, find what they copy', async () => {
  const { out } = await restore([...NODES, '--snapshot', 'snapshot.tar', '--output-dir', 'my plan']);
  const lines = [...out.matchAll(/^ {4}((?:cd|scp) .*)$/gm)].map(([, line]) => line ?? '');
  assert.equal(lines.filter((line) => line.startsWith('scp ')).length, 6);
  const script = `set -e\nscp() { [ -e "\${@: -2:1}" ] && echo found; }\n${lines.join('\n')}`;
  const typed = spawnSync('bash', ['-c', script], { cwd: home, encoding: 'utf8' });
  assert.deepEqual([typed.status, typed.stdout, typed.stderr], [0, 'found\n'.repeat(6), '']);
});

test('planned again midway the plan goes on; another snapshot is another plan, and is refused', async () => {
  const words = [...NODES, '--output-dir', 'again', '--snapshot'];
  const id = (): string => (JSON.parse(readFileSync(path('again', 'plan.json'), 'utf8')) as RestorePlan).id;
  await restore([...words, 'snapshot.tar']);
  const first = id();
  writeFileSync(path('again', 'mine'), 'mine');
  const later = await restore([...words, 'snapshot.tar', '--skip-confirm'], {
    now: new Date('2027-01-01T00:00:00Z'),
    ...{},
  });
  assert.equal(later.code, 1, 'the snapshot is too old by then');
  const again = await restore([...words, 'snapshot.tar', '--skip-confirm', '--force']);
  assert.deepEqual([again.code, id()], [0, first]);
  assert.match(again.err, /which goes on\n$/);
  assert.equal(readFileSync(path('again', 'mine'), 'utf8'), 'mine');
  const other = await restore([...words, 'local:/cpaas/other.tar']);
  assert.equal(other.code, 1);
  assert.match(
    other.err,
    /^error: again has plan .*, of other nodes or another snapshot\nhint: choose another/,
  );
  assert.equal(id(), first);
});

test('the folder of one plan takes no other id, and the snapshot may lie elsewhere by then', async () => {
  const words = [...NODES, '--output-dir', 'one', '--snapshot'];
  assert.equal((await restore([...words, 'snapshot.tar'])).code, 0);
  const before = readdirSync(path('one', 'master-1'));
  const other = await restore([...words, 'snapshot.tar', '--plan-id', '20261101t000000z-aaaaaa']);
  assert.equal(other.code, 1);
  assert.match(
    other.err,
    /^error: one has plan .*-070707, not 20261101t000000z-aaaaaa\nhint: choose another/,
  );
  assert.deepEqual(readdirSync(path('one', 'master-1')), before);
  writeFileSync(path('moved.tar'), whole);
  const moved = await restore([...words, 'moved.tar']);
  assert.match(moved.err, /which goes on\n$/);
  const readme = readFileSync(path('one', 'README.md'), 'utf8');
  assert.ok(readme.includes(path('moved.tar')) && !readme.includes(path('snapshot.tar')));
});

test('a machine that dies midway: the plan goes on in another folder, and nobody is sent to undo', async () => {
  const words = [...NODES, '--snapshot', 'snapshot.tar'];
  await restore([...words, '--output-dir', 'three']);
  const refused = await restore([...words, '--output-dir', 'three', '--without', 'master-1']);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /hint: choose another folder; .* goes on there with --plan-id \S+-070707\n$/);
  const id = /--plan-id (\S+)/.exec(refused.err)?.[1] ?? '';
  const two = await restore([...words, '--output-dir', 'two', '--without', 'master-1', '--plan-id', id]);
  assert.equal(two.code, 0, two.err);
  assert.deepEqual(readdirSync(path('two', 'master-2')), [`restore-${id}`]);
});

test('a folder with anything else in it is left alone', async () => {
  const { code, err } = await restore([...NODES, '--output-dir', '.']);
  assert.equal(code, 1);
  assert.match(err, /is there already: nothing in it is touched/);
});

const doubtful: readonly (readonly [string, string[], RegExp])[] = [
  ['damaged', ['--snapshot', 'damaged.tar'], /is not used: it is damaged: /],
  ['of another cluster', ['--node', 'x=10.9.9.1', '--snapshot', 'snapshot.tar'], /is of another cluster: /],
  [
    'older than asked',
    [...NODES, '--snapshot', 'snapshot.tar', '--snapshot-max-age', '10s'],
    /old, more than/,
  ],
  ['without a digest', [...NODES, '--snapshot', 'copied.db'], /no SHA-256 behind it/],
];

for (const [name, words, message] of doubtful)
  test(`a snapshot that is ${name} needs --force, and then the plan says so`, async () => {
    const all = words.includes('--node') ? words : [...NODES, ...words];
    const refused = await restore(all);
    assert.equal(refused.code, 1);
    assert.match(refused.err, message);
    const forced = await restore([...all, '--force']);
    assert.equal(forced.code, 0, forced.err);
    assert.match(forced.out, /! FORCED: the snapshot (is|has) /);
  });

test('a kit instead of the API: nodes and versions from it, with its age', async () => {
  writeFileSync(path('kit.json'), kitText(KIT));
  const plan = await planned([
    '--kit',
    '.',
    '--snapshot',
    'local:/cpaas/snapshot-etcd-20261124-000003-10.0.0.2.tar',
  ]);
  assert.deepEqual(
    plan.members.map(({ node, image }) => `${node} ${image}`),
    KIT.members.map(({ node, image }) => `${node} ${image}`),
  );
  assert.deepEqual(noticesOf(plan), ['kit-age', 'holder-by-name', 'not-looked']);
  assert.deepEqual([plan.snapshot.holder, plan.settings.searchDirs[0]], ['etcd-2', '/cpaas']);
  assert.doesNotMatch(JSON.stringify(plan), /arguments/);
});

test('a kit from a clock that was ahead says so in words, in both languages', async () => {
  writeFileSync(path('kit.json'), kitText(KIT));
  const now = new Date(KIT.saved.getTime() - 1_800_000);
  const { out } = await restore(['--kit', '.', '--lang', 'en'], { now });
  assert.match(
    out.replaceAll('\n! ', ' '),
    /saved 2026-11-20T08:00:00Z, later than now by this machine's clock/,
  );
  const zh = await restore(['--kit', '.', '--lang', 'zh'], { now });
  assert.match(zh.out.replaceAll('\n! ', ''), /晚于本机的当前时间/);
  assert.doesNotMatch(out + zh.out, /invalid/);
});

test('nothing chosen: the plan finds the newest on the nodes', async () => {
  const plan = await planned(NODES);
  assert.equal(plan.snapshot.from, 'hand');
  assert.ok(plan.steps.some(({ action }) => action === 'find-snapshot'));
});

test('--force stands on the plan wherever the snapshot lies: the preflight is told of it too', async () => {
  for (const from of ['latest', 'local:/cpaas/a.tar', 'snapshot.tar']) {
    assert.ok(!noticesOf(await planned([...NODES, '--snapshot', from])).includes('forced'));
    const plan = await planned([...NODES, '--snapshot', from, '--force']);
    assert.ok(plan.settings.anyCluster && noticesOf(plan).includes('forced'), from);
  }
});

test('one node has nobody to compare with or to wait for', async () => {
  const { steps } = await planned(['--node', 'only=10.0.0.1', '--snapshot', 'local:/cpaas/a.tar']);
  assert.deepEqual(
    steps.filter(({ action }) => action === 'compare' || action === 'wait'),
    [],
  );
});

test('a snapshot of a time that has not come is told as that', async () => {
  const words = [...NODES, '--snapshot', 'local:/cpaas/snapshot-etcd-20990101-000003-10.0.0.1.tar'];
  const { out } = await restore([...words, '--lang', 'en']);
  assert.match(out, /^Taken +2099-01-01T00:00:03Z \(after this plan was made, by its name\)$/m);
  assert.match(
    (await restore([...words, '--lang', 'zh'])).out,
    /2099-01-01T00:00:03Z（晚于本计划的生成时间，依据文件名）/,
  );
});

test('a survivor, and a machine that is gone', async () => {
  const plan = await planned([...NODES, '--without', 'master-1', '--snapshot', 'survivor:master-3']);
  assert.deepEqual(
    plan.members.map(({ node, absent }) => [node, absent]),
    [
      ['master-2', false],
      ['master-3', false],
      ['master-1', true],
    ],
  );
  assert.ok(!plan.steps.some(({ action, node }) => node === 'master-1' && action !== 'fence'));
});

test('--node-only holds for JSON too, with the numbers of the whole plan', async () => {
  const whole = await planned(NODES);
  const { steps } = await planned([...NODES, '--node-only', 'master-2']);
  const own = whole.steps.filter(({ node }) => node === null || node === 'master-2');
  assert.deepEqual(steps, own);
});

test('--inline prints every script as a block to paste, --node-only those of one node', async () => {
  const { out } = await restore([...NODES, '--inline', '--node-only', 'master-2']);
  assert.equal(out.match(/^cat > /gm)?.length, 11);
  assert.match(out, /^cat > 1-stop\.sh <<'END_OF_SCRIPT'\n#!\/usr\/bin\/env bash\n/m);
  const json = JSON.parse((await restore([...NODES, '--inline', '-o', 'json'])).out) as {
    scripts: unknown[];
  };
  assert.equal(json.scripts.length, 3);
});

const wrong: readonly (readonly [string[], number, RegExp])[] = [
  [[...NODES, '--kit', 'x'], 2, /--node and --kit/],
  [['--kit', 'nowhere'], 2, /nowhere is no kit/],
  [['--kit', ''], 2, /--kit is empty/],
  [[...NODES, '--output-dir', ''], 2, /--output-dir is empty/],
  [['--node', 'a'], 2, /not NAME=IP/],
  [['--node', 'a=10.0.0.1', '--node', 'b=10.0.0.2'], 2, /2 control-plane nodes: .*contact support/],
  [[...NODES, '--without', 'x'], 2, /--without x/],
  [[...NODES, '--presign', '1h'], 2, /--presign needs --output-dir/],
  [[...NODES, '--presign', '1h', '--output-dir', 'p'], 2, /needs to know the store/],
  [[...NODES, '--endpoint', 'https://s3', '--bucket', 'b'], 2, /add --presign 1h/],
  [[...NODES, '--snapshot', 'nowhere.tar'], 2, /no such file/],
  [[...NODES, '--snapshot', 'survivor:x'], 2, /survivor:x: no such control-plane node/],
  [[...NODES, '--snapshot', 'local:/a', '--snapshot-node', 'x'], 2, /--snapshot-node x/],
  [[...NODES, '--node-only', 'x'], 2, /--node-only x/],
  [[...NODES, '--plan-id', '../x'], 2, /no id of a plan/],
  [[...NODES, '--runbook', 'md', '-o', 'json'], 2, /two forms/],
  [[...NODES, '--etcd-tool', 'bin'], 2, /--etcd-tool bin/],
  [[...NODES, '--bump-revision', '1.5'], 2, /not a whole number/],
  [[...NODES, '--snapshot-max-age', 'old'], 2, /not a duration/],
  [
    [...NODES, '--without', 'master-1', '--snapshot', 'local:/a/snapshot-etcd-20261124-000003-10.0.0.1.tar'],
    2,
    /was made on master-1, whose machine is gone/,
  ],
];

for (const [words, expected, message] of wrong)
  test(`restore ${words.join(' ').replace(NODES.join(' '), '…')}: exit code ${expected}, in words`, async () => {
    const { code, out, err } = await restore(words);
    assert.deepEqual([code, out], [expected, '']);
    assert.match(err, message);
    assert.doesNotMatch(err, /this is a bug/);
  });
