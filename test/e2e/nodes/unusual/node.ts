/** A quick node as people have made theirs, and what is asked of it. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, before, beforeEach } from 'node:test';
import type { ScriptName } from '../../../../pkg/restore/scripts.ts';
import type { Node } from '../node.ts';
import { missingPrograms } from '../programs.ts';
import { layScripts, PHASES, runScript, SNAPSHOT, valuesOf } from '../scripts.ts';
import { openRestoreNode, SEATS } from '../sweep/restore-node.ts';
import type { QuickNode } from '../sweep/sweep.ts';

export const skip = missingPrograms();
/** What each script is told, where a test does not say otherwise. */
export const FINE = { confirm: false, evenWithQuorum: true, encryptionKeys: [] } as const;

/** The node of a test file; fresh before each test. */
export function unusualNode(): () => Node {
  let quick: QuickNode | undefined;
  const node = (): Node => {
    if (quick === undefined) throw new Error('there is no node');
    return quick.node;
  };
  before(async () => {
    if (skip !== false) return;
    quick = await openRestoreNode();
    await node().must('cp -a /etc/kubernetes /opt/kubernetes; cp -a /var/lib/etcd /opt/etcd');
  });
  after(() => quick?.world.close());
  beforeEach(async () => {
    if (skip !== false) return;
    await node().must(`systemctl stop kubelet; umount /var/log /var/lib/etcd 2>/dev/null || true
rm -rf /etc/kubernetes /var/lib/etcd /data /run/quick; mkdir -p /run/quick/c /data
cp -a /opt/kubernetes /etc/kubernetes; cp -a /opt/etcd /var/lib/etcd; systemctl start kubelet`);
    copyFileSync(node().path('/opt/real/first.db'), node().path(SNAPSHOT));
    layScripts(node(), valuesOf(SEATS, SEATS[0], FINE));
  });
  return node;
}

/** Phases 0 to 6, each of which has to pass; what they said. */
export async function restored(node: Node): Promise<string> {
  const told = await passed(node, PHASES);
  assert.equal((await node.run('cat /run/quick/trouble')).stdout, '');
  return told;
}

/** Each has to pass; what they said. */
export async function passed(node: Node, names: readonly ScriptName[]): Promise<string> {
  let told = '';
  for (const name of names) {
    const { code, stdout, stderr } = await runScript(node, name);
    assert.equal(code, 0, `${name}: ${stdout}${stderr}`);
    told += stdout + stderr;
  }
  return told;
}

export async function refused(node: Node, name: ScriptName, why: RegExp): Promise<void> {
  const { code, stderr } = await runScript(node, name);
  assert.equal(code, 1);
  assert.match(stderr, why);
}
