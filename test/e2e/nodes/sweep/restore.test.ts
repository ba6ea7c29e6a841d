/** The kill sweep over the real restore scripts: killed at every command, gone on with, rebooted, turned back. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { SCRIPTS } from '../../../../pkg/restore/scripts.ts';
import { etcdManifest, quietManifest } from '../manifests.ts';
import { missingPrograms } from '../programs.ts';
import { FOLDER, layScripts, SNAPSHOT, valuesOf } from '../scripts.ts';
import { openQuickNode, type QuickNode, sweep } from './sweep.ts';

const skip = missingPrograms();
// The peers are other addresses of this node: their ports are closed without anybody having to wait for that.
const seats = [
  { name: 'etcd-1', address: '10.77.0.11' },
  { name: 'etcd-2', address: '127.0.0.2' },
  { name: 'etcd-3', address: '127.0.0.3' },
];
const [seat = { name: '', address: '' }] = seats;

/** Bytes that look like a snapshot to the scripts: a bbolt meta page, and the digest at the end. */
function snapshot(): Buffer {
  const body = Buffer.alloc(4096);
  body.writeUInt32LE(0xed0cdaed, 16);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

let quick: QuickNode;
before(async () => {
  if (skip !== false) return;
  quick = await openQuickNode(seat.name, seat.address);
  const { node } = quick;
  const image = 'registry.k8s.io/etcd:3.5.16-0';
  const etcd = etcdManifest(seat, [seat], image);
  node.write('/etc/kubernetes/manifests/etcd.yaml', etcd);
  for (const name of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const)
    node.write(
      `/etc/kubernetes/manifests/${name}.yaml`,
      quietManifest(name as 'kube-scheduler', 'registry.k8s.io/x:1').replace('- --bind-address', '- --tls-x'),
    );
  await node.must(`mkdir -p /etc/kubernetes/pki/etcd /var/lib/etcd/member/snap /var/lib/etcd/member/wal /run/quick/c ${FOLDER}
for name in etcd/server etcd/peer etcd/ca ca; do cp /opt/repo/test/fixtures/pki/ca.pem /etc/kubernetes/pki/$name.crt; done
printf 'old data\\nEND\\n' >/var/lib/etcd/member/snap/db
printf 'old log\\nEND\\n' >/var/lib/etcd/member/wal/0.wal
systemctl start kubelet`);
  layScripts(node, valuesOf(seats, seat, { confirm: false, evenWithQuorum: true, encryptionKeys: [] }));
  writeFileSync(node.path(SNAPSHOT), snapshot());
});
after(() => quick?.world.close());

test('a restore killed at any command goes on, or is turned back', { skip }, async (t) => {
  const scripts = SCRIPTS.filter(({ phase }) => phase !== undefined && phase < 7).map(
    ({ file }) => `${FOLDER}/etcd-1/${file}`,
  );
  quick.node.write(
    '/root/back',
    `set -e; cd ${FOLDER}/etcd-1; bash undo.sh --lose-new-writes; bash undo-start.sh`,
  );
  const found = await sweep(
    quick,
    {
      scripts,
      undo: '/root/back',
      roots: ['/etc/kubernetes', '/var/lib/etcd', '/run/quick'],
      precious: ['/etc/kubernetes', '/var/lib/etcd'],
      own: 'etcd-restore-',
    },
    3000,
  );
  t.diagnostic(found.figures.join('; '));
  assert.deepEqual(found.lost, []);
});
