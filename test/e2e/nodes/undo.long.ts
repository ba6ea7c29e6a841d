/** A plan that nobody wanted, turned back on three nodes after their etcd has started on the backup's data. */
import { test } from 'node:test';
import { backUp, FROM_FIRST } from './backup.ts';
import { startControlPlane, untilServing } from './control-plane.ts';
import { assertMembersEqual, putObjects } from './objects.ts';
import { follow, makePlan, turnBack } from './operator.ts';
import { missingPrograms, programs } from './programs.ts';

test('a plan that nobody wanted is turned back on three nodes: nothing is lost', {
  skip: missingPrograms(),
}, async () => {
  const plane = await startControlPlane(programs('3.5'));
  try {
    await putObjects(plane);
    await backUp(plane);
    const planned = await makePlan(plane, 'turned-back', [...FROM_FIRST, '--even-with-quorum']);
    await follow(plane, planned, async (action) => (action === 'start-etcd' ? 'stop' : undefined));
    await turnBack(plane, planned);
    await untilServing(plane);
    await assertMembersEqual(plane);
    // Written after the backup.
    for (const node of plane.nodes) await plane.kubectl(['get', 'configmap', 'later'], '', node);
  } finally {
    await plane.close();
  }
});
