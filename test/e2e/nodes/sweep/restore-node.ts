/** A quick node that is ready for a restore: an old etcd, kubeadm's manifests, certificates, the scripts, a snapshot. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { etcdManifest, quietManifest } from '../manifests.ts';
import { FOLDER, layScripts, SNAPSHOT, valuesOf } from '../scripts.ts';
import { openQuickNode, type QuickNode } from './sweep.ts';

/** The peers are other addresses of this node: nobody has to wait until a port of theirs is known to be closed. */
export const SEATS = [
  { name: 'etcd-1', address: '10.77.0.11' },
  { name: 'etcd-2', address: '127.0.0.2' },
  { name: 'etcd-3', address: '127.0.0.3' },
] as const;

const IMAGE = 'registry.k8s.io/etcd:3.5.16-0';

/** Bytes that are a snapshot to the scripts: a bbolt meta page, `words`, and the digest at the end. */
export function snapshotOf(words: string): Buffer {
  const body = Buffer.alloc(4096);
  body.writeUInt32LE(0xed0cdaed, 16);
  body.write(words, 512);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

/** `walDir`: a log that lies apart, with two files in it. */
export async function openRestoreNode(walDir?: string): Promise<QuickNode> {
  const quick = await openQuickNode(SEATS[0].name, SEATS[0].address);
  const { node } = quick;
  const etcd = etcdManifest(SEATS[0], [SEATS[0]], IMAGE);
  const apart = `    - --wal-dir=${walDir}\n    image: `;
  const mount = `  - hostPath:\n      path: ${walDir}\n      type: DirectoryOrCreate\n    name: wal\nstatus`;
  node.write(
    '/etc/kubernetes/manifests/etcd.yaml',
    walDir === undefined ? etcd : etcd.replace('    image: ', apart).replace('status', mount),
  );
  for (const name of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
    node.write(
      `/etc/kubernetes/manifests/${name}.yaml`,
      quietManifest('kube-scheduler', IMAGE).replaceAll('kube-scheduler', name),
    );
  const wal = walDir ?? '/var/lib/etcd/member/wal';
  await node.must(`mkdir -p /etc/kubernetes/pki/etcd /var/lib/etcd/member/snap ${wal} /run/quick/c ${FOLDER}
chmod 700 /var/lib/etcd
for name in etcd/server etcd/peer etcd/ca; do cp /opt/repo/test/fixtures/pki/ca.pem /etc/kubernetes/pki/$name.crt; done
printf 'old data\\nEND\\n' >/var/lib/etcd/member/snap/db
printf 'old log\\nEND\\n' >${wal}/0.wal
printf 'old second log\\nEND\\n' >${wal}/1.wal
systemctl start kubelet`);
  const values = { confirm: false, evenWithQuorum: true, encryptionKeys: [] };
  layScripts(node, valuesOf(SEATS, SEATS[0], values));
  writeFileSync(node.path(SNAPSHOT), snapshotOf('first'));
  return quick;
}
