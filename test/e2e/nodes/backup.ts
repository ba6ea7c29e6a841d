/** A backup before the disaster, as the first node keeps it, and how a test sees that it is back. */
import assert from 'node:assert/strict';
import { type ControlPlane, untilServing } from './control-plane.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, assertObjects, putLater, revision } from './objects.ts';

/** Where `backUp` puts it, on the first node. */
export const SNAPSHOT_FILE = '/cpaas/snapshot.tar';
/** The words of `restore` for the backup on the first node. */
export const FROM_FIRST = ['--snapshot', `local:${SNAPSHOT_FILE}`, '--snapshot-node', 'etcd-1'];

/** Saves a snapshot with etcd's own tool, in a tar as ACP has it, and writes something after it; the revision then. */
export async function backUp(plane: ControlPlane): Promise<number> {
  const [first] = plane.nodes as [Node];
  await first.must(`rm -f /tmp/snapshot.db ${SNAPSHOT_FILE}`);
  await plane.etcd(first, 'snapshot save /tmp/snapshot.db');
  await first.must(`tar -cf ${SNAPSHOT_FILE} -C /tmp snapshot.db`);
  await putLater(plane);
  return revision(plane, first);
}

/** All members equal, all objects back on every API server, the later write gone, owners and modes as etcd wants them. */
export async function assertBack(plane: ControlPlane): Promise<void> {
  await untilServing(plane);
  await assertMembersEqual(plane);
  await Promise.all(plane.nodes.map((node) => assertObjects(plane, node)));
  for (const node of plane.nodes) {
    const strange = await node.must(
      'find /var/lib/etcd* -name .etcd-restore-\\* -prune -o \\( -type d ! -perm 700 -o -type f ! -perm 600 -o ! -user 0 -o ! -group 0 \\) -print; find /etc/kubernetes/manifests -type f ! -perm 600',
    );
    assert.equal(strange, '', 'owners and modes');
  }
}
