/** A cluster that is wiped to the last node, and brought back by the printed lines. */
import assert from 'node:assert/strict';
import { assertBack, backUp, FROM_FIRST } from './backup.ts';
import { type ControlPlane, type NodeKind, startControlPlane, untilServing } from './control-plane.ts';
import { loseData } from './disasters.ts';
import type { Node } from './node.ts';
import { putObjects, revision } from './objects.ts';
import { follow, makePlan, type Planned } from './operator.ts';
import { type EtcdVersion, programs } from './programs.ts';

export interface Wiped extends NodeKind {
  /** What is changed before the backup. */
  readonly prepare?: (plane: ControlPlane) => Promise<void>;
  /** What is tried when everything is back. */
  readonly afterwards?: (plane: ControlPlane, planned: Planned) => Promise<void>;
}

/** A control plane of nodes `names` is wiped, and has to be back by the printed lines. */
export async function wiped(
  version: EtcdVersion,
  names: readonly string[],
  { prepare, afterwards, ...kind }: Wiped = {},
): Promise<void> {
  const plane = await startControlPlane(programs(version), names, kind);
  try {
    await prepare?.(plane);
    await untilServing(plane);
    const [first] = plane.nodes as [Node];
    await putObjects(plane);
    const before = await backUp(plane);
    for (const node of plane.nodes) await loseData(node);
    const planned = await makePlan(plane, 'wiped', FROM_FIRST);
    await follow(plane, planned);
    await assertBack(plane);
    // Debian's 3.4.23 is older than the flag that raises the revision.
    if (version !== '3.4') assert.ok((await revision(plane, first)) > before + 1_000_000);
    await afterwards?.(plane, planned);
  } finally {
    await plane.close();
  }
}
