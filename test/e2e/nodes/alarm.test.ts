/** An alarm is no disaster: the scripts ask a real etcd whether it serves, not whether it is content. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { scriptBodies } from '../../../pkg/files/script-bodies.ts';
import { needs } from '../../servers/programs.ts';
import { Etcd, etcdPrograms } from '../snapshot/etcd.ts';

let etcd: Etcd | undefined;
after(() => etcd?.stop());

/** Runs `words` on the only member, with what a script of its node has; the answer's code and words. */
function onNode(
  { url, folder }: Etcd,
  etcdctl: string,
  words: string,
): { code: number | null; said: string } {
  const manifests = join(folder, 'manifests');
  mkdirSync(join(folder, 'tool'), { recursive: true });
  mkdirSync(manifests, { recursive: true });
  if (!existsSync(join(folder, 'tool/etcdctl'))) symlinkSync(etcdctl, join(folder, 'tool/etcdctl'));
  writeFileSync(join(manifests, 'etcd.yaml'), `spec:\n    - --advertise-client-urls=${url}\n`);
  const script = `set -Eeuo pipefail
log=/dev/null MEMBER_IPS=(127.0.0.1) aside=$1 manifests=$1/manifests out=$1/out manifest=$1/manifests/etcd.yaml
warn() { printf '%s\n' "$*"; }
${scriptBodies['lib/manifest']}
${scriptBodies['lib/ports']}
${scriptBodies['lib/client']}
client_of
${words}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'test', folder], { encoding: 'utf8' });
  assert.equal(stderr, '');
  return { code: status, said: stdout };
}

test('a cluster whose database is full still has its quorum', async (t) => {
  const programs = needs(t, ...etcdPrograms('3.5'));
  if (programs === undefined) return;
  etcd = await Etcd.start('3.5', programs);
  const [, etcdctl = ''] = programs;
  const told = `tell_alarms ${etcd.url} ${etcd.url}`;
  assert.deepEqual(onNode(etcd, etcdctl, told), { code: 0, said: '' }, 'there is no alarm yet');
  const { alarms } = (await etcd.call('maintenance/alarm', { action: 'ACTIVATE', alarm: 'NOSPACE' })) as {
    alarms?: readonly unknown[];
  };
  assert.equal(alarms?.length, 1);
  await assert.rejects(etcd.etcdctl('endpoint', 'health'), /Active Alarm/, 'etcdctl calls that unhealthy');
  assert.equal(onNode(etcd, etcdctl, 'healthy 0').code, 0);

  const { said } = onNode(etcd, etcdctl, told);
  assert.match(said, /has brought an alarm of etcd back: .*alarm:NOSPACE/);
  const lines = [...said.matchAll(/^ {3}(ETCDCTL_API=3 .*)$/gm)].map(([, line]) => line ?? '');
  assert.equal(lines.length, 2);
  for (const line of lines) assert.equal(spawnSync('bash', ['-c', line]).status, 0, line);
  assert.deepEqual(onNode(etcd, etcdctl, told), { code: 0, said: '' }, 'the printed lines have taken it off');
});
