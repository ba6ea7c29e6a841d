/** A cluster that is wiped to the last node, and brought back by the printed lines. */
import assert from 'node:assert/strict';
import { assertBack, backUp, FROM_FIRST } from './backup.ts';
import { type ControlPlane, startControlPlane, untilServing } from './control-plane.ts';
import { loseData } from './disasters.ts';
import type { Node } from './node.ts';
import { putObjects, revision } from './objects.ts';
import { follow, makePlan } from './operator.ts';
import { type EtcdVersion, programs } from './programs.ts';

/** A control plane of nodes `names`, with what `prepare` changes before its backup. */
export async function wiped(
  version: EtcdVersion,
  names: readonly string[],
  prepare: (plane: ControlPlane) => Promise<void> = async () => undefined,
): Promise<void> {
  const plane = await startControlPlane(programs(version), names);
  try {
    await prepare(plane);
    await untilServing(plane);
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
