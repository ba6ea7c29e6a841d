/** The sweep itself: it must find what is wrong, or its silence means nothing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { missingPrograms } from '../programs.ts';
import { openQuickNode, type QuickNode, sweep } from './sweep.ts';

const skip = missingPrograms();
let quick: QuickNode;
before(async () => {
  if (skip === false) quick = await openQuickNode('etcd-1', '10.77.0.11');
});
after(() => quick?.world.close());

const roots = ['/etc/kubernetes', '/var/lib/etcd', '/var/lib/aside', '/run/quick'];
const precious = ['/etc/kubernetes', '/var/lib/etcd'];
const RESET = `rm -rf /etc/kubernetes /var/lib/etcd /var/lib/aside /run/quick /opt/real
mkdir -p /etc/kubernetes/manifests /var/lib/etcd/member/snap /var/lib/etcd/member/wal /var/lib/aside /run/quick/c
printf 'spec:\\n    - --data-dir=/var/lib/etcd\\n' >/etc/kubernetes/manifests/etcd.yaml
printf 'old\\nEND\\n' >/var/lib/etcd/member/snap/db
printf 'old log\\nEND\\n' >/var/lib/etcd/member/wal/0.wal
mkdir /opt/real; cp -a /var/lib/etcd/member /opt/real/old
systemctl start kubelet`;

async function swept(body: string, undo?: string): Promise<readonly string[]> {
  await quick.node.must(RESET);
  quick.node.write('/root/script', `set -euo pipefail\n${body}\n`);
  if (undo !== undefined) quick.node.write('/root/undo', `set -euo pipefail\n${undo}\n`);
  const found = await sweep(quick, {
    scripts: ['/root/script'],
    roots,
    precious,
    ...(undo === undefined ? {} : { undo: '/root/undo' }),
  });
  return found.lost;
}

const STOP = `[ ! -e /etc/kubernetes/manifests/etcd.yaml ] || mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/etcd.yaml
systemctl stop kubelet
for id in $(crictl ps -aq); do crictl stop "$id"; crictl rm "$id"; done`;

test('a script that moves and looks before it acts is found good', { skip }, async () => {
  const body = `${STOP}\nif [ -e /var/lib/etcd/member ]; then mv /var/lib/etcd/member /var/lib/aside/member; fi`;
  const undo = `[ ! -e /var/lib/aside/member ] || mv /var/lib/aside/member /var/lib/etcd/member
[ ! -e /etc/kubernetes/etcd.yaml ] || mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/etcd.yaml`;
  assert.deepEqual(await swept(body, undo), []);
});

test('data deleted before its copy is whole is found lost', { skip }, async () => {
  const lost = await swept(
    `${STOP}\nrm -rf /var/lib/aside/member\nif [ -e /var/lib/etcd/member ]; then cp -a /var/lib/etcd/member /var/lib/aside/\nrm -rf /var/lib/etcd/member\nfi`,
  );
  assert.match(lost.join('\n'), /gone from everywhere/);
});

test('data that leaves while the manifest is in place is found to boot an empty etcd', { skip }, async () => {
  const lost = await swept(
    '[ ! -e /var/lib/etcd/member ] || mv /var/lib/etcd/member /var/lib/aside/member\ntrue',
  );
  assert.match(lost.join('\n'), /etcd started on an empty data dir/);
});

test('a script that cannot be started again is found', { skip }, async () => {
  const lost = await swept(`${STOP}\nmv /var/lib/etcd/member /var/lib/aside/member\ntrue`);
  assert.match(lost.join('\n'), /starting again failed/);
});

test('a copy made twice, the second into the first, is found to end differently', { skip }, async () => {
  const lost = await swept(`${STOP}\ncp -a /var/lib/etcd /var/lib/aside/copy\ntrue`);
  assert.match(lost.join('\n'), /ends differently/);
});

test('an undo that forgets the manifest is found', { skip }, async () => {
  const lost = await swept(STOP, 'true');
  assert.match(lost.join('\n'), /the old is not back/);
});
