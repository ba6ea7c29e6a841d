/** A backup before the disaster, as the first node keeps it, and how a test sees that it is back. */
import assert from 'node:assert/strict';
import { type ControlPlane, untilServing } from './control-plane.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, assertObjects, putLater, revision } from './objects.ts';

const BACKUP = '/cpaas/snapshot.tar';
export const FROM_FIRST = ['--snapshot', `local:${BACKUP}`, '--snapshot-node', 'etcd-1'];

/** Saves a snapshot with etcd's own tool, and writes something after it; the revision before the disaster. */
export async function backUp(plane: ControlPlane): Promise<number> {
  const [first] = plane.nodes as [Node];
  await first.must(`rm -f ${BACKUP}`);
  await plane.etcd(first, `snapshot save ${BACKUP}`);
  await putLater(plane);
  return revision(plane, first);
}

/** All members equal, all objects back on every API server, the later write gone, owners and modes as etcd wants them. */
export async function assertBack(plane: ControlPlane): Promise<void> {
  await untilServing(plane);
  await assertMembersEqual(plane);
  for (const node of plane.nodes) {
    await assertObjects(plane, node);
    const strange = await node.must(
      'find /var/lib/etcd -name .etcd-restore-\\* -prune -o \\( -type d ! -perm 700 -o -type f ! -perm 600 -o ! -user 0 -o ! -group 0 \\) -print; find /etc/kubernetes/manifests -type f ! -perm 600',
    );
    assert.equal(strange, '', 'owners and modes');
  }
}
