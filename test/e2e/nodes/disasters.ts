/** How a control plane is destroyed, so that a restore has something to do. */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Node } from './node.ts';

const DATA = '/var/lib/etcd';
/** Where `moveLogApart` puts the log. */
const LOG = '/var/lib/etcd-wal';

/**
 * The machine comes back under its name, address and certificates with an empty disk for etcd, and with its kubelet
 * held: a wiped member whose kubelet runs would join again under its old name and vote.
 */
export async function loseData(node: Node): Promise<void> {
  await node.powerOff();
  for (const folder of [DATA, LOG].map((path) => node.path(path)).filter(existsSync))
    for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`, { recursive: true });
  node.write('/etc/kubelet.disabled', '');
  await node.boot();
  rmSync(node.path('/etc/kubelet.disabled'));
}

/** Overwrites the database and the log from their second page on; etcd runs into it when it starts again. */
export async function damageData(node: Node): Promise<void> {
  await node.powerOff();
  const wal = readdirSync(node.path(`${DATA}/member/wal`)).filter((name) => name.endsWith('.wal'));
  for (const file of ['snap/db', ...wal.map((name) => `wal/${name}`)]) {
    const path = node.path(`${DATA}/member/${file}`);
    const handle = openSync(path, 'r+');
    const noise = Buffer.alloc(Math.min(statSync(path).size, 1 << 20), 0xa5);
    writeSync(handle, noise, 0, noise.length, 4096);
    closeSync(handle);
  }
  await node.boot();
}

/** Lines of etcd's log on `node`, of all its starts. */
export function etcdLog(node: Node): string {
  const path = node.path('/var/log/containers/etcd.log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** No disaster yet: etcd's log goes to a folder of its own, as for a faster disk. */
export async function moveLogApart(node: Node): Promise<void> {
  const manifest = '/etc/kubernetes/manifests/etcd.yaml';
  await node.powerOff();
  renameSync(node.path(`${DATA}/member/wal`), node.path(LOG));
  const text = readFileSync(node.path(manifest), 'utf8')
    .replace('    image: ', `    - --wal-dir=${LOG}\n    image: `)
    .replace('    volumeMounts:\n', `    volumeMounts:\n    - mountPath: ${LOG}\n      name: etcd-log\n`)
    .replace(
      '  volumes:\n',
      `  volumes:\n  - hostPath:\n      path: ${LOG}\n      type: DirectoryOrCreate\n    name: etcd-log\n`,
    );
  node.write(manifest, text);
  await node.boot();
}
