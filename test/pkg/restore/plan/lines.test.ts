/** Lines to type stay what they are for any name of a file: through one real bash. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { scriptValues } from '../../../../pkg/restore/plan/node-scripts.ts';
import { preamble } from '../../../../pkg/restore/values.ts';
import { MEMBERS, planOf, SNAPSHOT } from '../examples.ts';

const NASTY = [...`'"\`\\ \n\t*~!;&#:=`, '$(id)', '-rf', '备份', '\u202e'];
const fileName = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 6 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((name) => name !== '' && name.isWellFormed());

test('a file of any name: scp gets it as one word, as a file and not as a host or an option', () => {
  const names = fc.sample(fileName, { numRuns: 2000, seed: 7 });
  const lines = names.map((name) => {
    const put = planOf({ snapshot: { ...SNAPSHOT, name } }).steps.find(({ action }) => action === 'put');
    const [line = ''] = put?.lines ?? [];
    assert.doesNotMatch(line, /[\u0000-\u001f\u007f]/, 'nothing moves the cursor');
    return line;
  });
  const script = `scp() { printf '%s\\0' "$#" "$1"; }\n${lines.join('\n')}\n`;
  const ran = spawnSync('bash', ['--norc'], { input: script, encoding: 'utf8', env: { LANG: 'C.UTF-8' } });
  assert.deepEqual([ran.status, ran.stderr], [0, '']);
  const expected = names.flatMap((name) => ['2', name.startsWith('/') ? name : `./${name}`]);
  assert.deepEqual(ran.stdout.split('\0').slice(0, -1), expected);
});

test('a file on a drive of Windows keeps its drive: the scp of Windows knows what it is', () => {
  const plan = planOf({ snapshot: { ...SNAPSHOT, name: 'C:\\my backups\\a.tar' } });
  const put = plan.steps.find(({ action }) => action === 'put');
  assert.ok(put?.lines[0]?.startsWith("scp 'C:\\my backups\\a.tar' root@"), put?.lines[0]);
});

const SIX = MEMBERS.map((member, index) => ({
  ...member,
  ip: `fd00:77::1${index}`,
  peerUrl: `https://[fd00:77::1${index}]:2380`,
}));

test('members with IPv6 addresses: scp gets them in brackets that no shell takes for a pattern, ssh without', () => {
  const file = planOf({ members: SIX });
  const lines = file.steps
    .filter(({ action }) => action === 'bring' || action === 'put')
    .flatMap(({ lines }) => lines);
  // A file that the pattern would match lies there.
  const script = `folder=$(mktemp -d); trap 'rm -r "$folder"' EXIT; cd "$folder"; mkdir -p root@f:/root; scp() { echo "\${!#}"; }\n${lines.join('\n')}\n`;
  const { stdout } = spawnSync('bash', ['--norc'], { input: script, encoding: 'utf8' });
  const targets = (path: string): string[] => SIX.map(({ ip }) => `root@[${ip}]:${path}`);
  assert.deepEqual(stdout.trim().split('\n'), [...targets('/root/'), ...targets(`${file.folder}/snapshot`)]);
  const held = planOf({
    members: SIX,
    snapshot: { ...SNAPSHOT, from: 'node', name: '/cpaas/snapshot.tar', holder: 'etcd-1' },
  });
  const values = preamble(scriptValues(held, 'etcd-2'));
  for (const line of [
    'FETCH_HOST=fd00:77::10',
    'NODE_IP=fd00:77::11',
    "PEER_URL='https://[fd00:77::11]:2380'",
    "INITIAL_CLUSTER='etcd-1=https://[fd00:77::10]:2380,etcd-2=https://[fd00:77::11]:2380,etcd-3=https://[fd00:77::12]:2380'",
  ])
    assert.ok(values.split('\n').includes(line), `${line}\n${values}`);
});
