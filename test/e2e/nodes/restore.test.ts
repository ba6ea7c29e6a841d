/** The restore, end to end: a cluster is destroyed, exactly the scripts are run, and everything is back. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type ControlPlane, lastWords, startControlPlane, untilServing } from './control-plane.ts';
import { loseData } from './disasters.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, assertObjects, putLater, putObjects, revision } from './objects.ts';
import { missingPrograms, programs } from './programs.ts';
import { layScripts, restore, SNAPSHOT, valuesOf } from './scripts.ts';

const skip = missingPrograms();

test('all three nodes wiped', { skip }, async () => {
  const plane = await startControlPlane(programs('3.5'));
  try {
    const [first] = plane.nodes as [Node];
    await putObjects(plane);
    await plane.etcd(first, 'snapshot save /cpaas/snapshot.db');
    await putLater(plane);
    const before = await revision(plane, first);
    await first.must('mkdir -p /root/etcd-restore');
    for (const node of plane.nodes) {
      if (node !== first) await first.must(`scp -r /cpaas/snapshot.db root@${node.address}:/cpaas/`);
    }
    for (const node of plane.nodes) await loseData(node);
    for (const node of plane.nodes) {
      layScripts(node, valuesOf(plane.nodes, node));
      await node.must(`cp /cpaas/snapshot.db ${SNAPSHOT}`);
    }
    const t = Date.now();
    await restore(plane.nodes);
    console.log('restore', Date.now() - t);
    await untilServing(plane);
    await assertMembersEqual(plane);
    for (const node of plane.nodes) await assertObjects(plane, node);
    console.log(before, await revision(plane, first));
  } catch (error) {
    console.log(lastWords(plane.world, ['etcd-1']));
    throw error;
  } finally {
    await plane.close();
  }
});
