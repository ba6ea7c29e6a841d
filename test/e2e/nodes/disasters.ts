/** How a control plane is destroyed, so that a restore has something to do. */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Node } from './node.ts';

const DATA = '/var/lib/etcd';

/**
 * The machine comes back under its name, address and certificates with an empty disk for etcd, and with its kubelet
 * held: a wiped member whose kubelet runs would join again under its old name and vote.
 */
export async function loseData(node: Node): Promise<void> {
  await node.powerOff();
  for (const name of readdirSync(node.path(DATA))) rmSync(node.path(`${DATA}/${name}`), { recursive: true });
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
