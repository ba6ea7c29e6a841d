/** No node has anything left: with etcd 3.4, whose tool cannot raise the revision, and with etcd 3.6 on a single node. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertBack, backUp, FROM_FIRST } from './backup.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { loseData, moveLogApart } from './disasters.ts';
import type { Node } from './node.ts';
import { putObjects, revision } from './objects.ts';
import { follow, makePlan } from './operator.ts';
import { type EtcdVersion, missingPrograms, programs } from './programs.ts';

const skip = missingPrograms();

async function wiped(
  version: EtcdVersion,
  names: readonly string[],
  prepare: (plane: ControlPlane) => Promise<void> = async () => undefined,
): Promise<void> {
  const plane = await startControlPlane(programs(version), names);
  try {
    await prepare(plane);
    const [first] = plane.nodes as [Node];
    await putObjects(plane);
    const before = await backUp(plane);
    for (const node of plane.nodes) await loseData(node);
    await follow(plane, await makePlan(plane, 'wiped', FROM_FIRST));
    await assertBack(plane);
    // Debian's 3.4.23 is older than the flag that raises the revision.
    if (version !== '3.4') assert.ok((await revision(plane, first)) > before + 1_000_000);
  } finally {
    await plane.close();
  }
}

test('all three nodes of etcd 3.4 are wiped', { skip }, () => wiped('3.4', ['etcd-1', 'etcd-2', 'etcd-3']));

test('the only node, of etcd 3.6 with its log on a disk of its own, is wiped', { skip }, () =>
  wiped('3.6', ['etcd-1'], async ({ nodes: [node] }) => moveLogApart(node as Node)),
);
