/** A quick node that is ready for a restore: an old etcd, kubeadm's manifests, certificates, the scripts, a snapshot. */
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import type { ScriptValues } from '../../../../pkg/restore/values.ts';
import { issueForNode, issueShared } from '../certificates.ts';
import { mustExecute } from '../execute.ts';
import { etcdManifest, quietManifest } from '../manifests.ts';
import type { Node } from '../node.ts';
import { programs } from '../programs.ts';
import { FOLDER, layScripts, SNAPSHOT, valuesOf } from '../scripts.ts';
import { openQuickNode, type QuickNode } from './sweep.ts';

/** The peers are other addresses of this node: nobody has to wait until a port of theirs is known to be closed. */
export const SEATS = [
  { name: 'etcd-1', address: '10.77.0.11' },
  { name: 'etcd-2', address: '127.0.0.2' },
  { name: 'etcd-3', address: '127.0.0.3' },
] as const;

const IMAGE = 'registry.k8s.io/etcd:3.5.16-0';

/** Bytes that are a snapshot to the scripts: a bbolt meta page, `words`, a member's URL, and the digest at the end. */
export function snapshotOf(words: string, member = `https://${SEATS[0].address}:2380`): Buffer {
  const body = Buffer.alloc(4096);
  body.writeUInt32LE(0xed0cdaed, 16);
  body.write(words, 512);
  body.write(member, 2048);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

/** `walDir`: a log that lies apart, with two files in it. `change`: values of the scripts. */
export async function openRestoreNode(
  walDir?: string,
  change: Partial<ScriptValues> = {},
): Promise<QuickNode> {
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
  made ??= makeIngredients(quick);
  await layIngredients(node, await made);
  await node.must(`mkdir -p /var/lib/etcd/member ${wal} /run/quick/c ${FOLDER}
chmod 700 /var/lib/etcd
cp -a /opt/real/old/snap /var/lib/etcd/member
cp -a /opt/real/old/wal/. ${wal}
systemctl start kubelet`);
  const values = { confirm: false, evenWithQuorum: true, encryptionKeys: [], ...change };
  layScripts(node, valuesOf(SEATS, SEATS[0], values));
  copyFileSync(node.path('/opt/real/first.db'), node.path(SNAPSHOT));
  return quick;
}

/** Where what takes seconds to make lies for all nodes of a process: certificates, and etcd's own programs and data. */
let made: Promise<string> | undefined;
const REAL = '/opt/real';
const PKI = '/etc/kubernetes/pki';

/** Made on the first node, see real-data.sh; a folder of this machine that goes with the process. */
async function makeIngredients({ world, node }: QuickNode): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  await issueShared(world.path('pki'));
  await issueForNode(world.path('pki'), join(folder, 'pki'), node.name, node.address);
  mkdirSync(node.path(REAL));
  for (const { from } of programs('3.5').etcd.files) cpSync(from, node.path(`${REAL}/${basename(from)}`));
  const peers = SEATS.map(({ name, address }) => `${name}=https://${address}:2380`);
  const [self] = SEATS;
  await node.must(
    `bash /opt/repo/test/e2e/nodes/sweep/real-data.sh ${self.name} https://${self.address}:2380 ${peers}`,
  );
  await mustExecute(['cp', '-a', node.path(REAL), join(folder, 'real')]);
  rmSync(node.path(REAL), { recursive: true });
  return folder;
}

async function layIngredients(node: Node, folder: string): Promise<void> {
  await mustExecute(['cp', '-a', join(folder, 'pki'), node.path(PKI)]);
  await mustExecute(['cp', '-a', join(folder, 'real'), node.path(REAL)]);
}
