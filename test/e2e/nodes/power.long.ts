/** Power is lost after each phase of a restore, and of the way back, on a node with real etcd. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepAction } from '../../../pkg/restore/plan/plan.ts';
import { assertBack, backUp, FROM_FIRST } from './backup.ts';
import { startControlPlane, untilServing } from './control-plane.ts';
import type { Node } from './node.ts';
import { putObjects } from './objects.ts';
import { follow, makePlan, turnBack } from './operator.ts';
import { missingPrograms, programs } from './programs.ts';

const skip = missingPrograms();
const HELD: readonly StepAction[] = ['stop', 'set-aside', 'restore', 'put-in-place'];

test('power is lost after each phase: nothing empty ever starts; the way back brings the old data, and the way on the backup', {
  skip,
}, async () => {
  const plane = await startControlPlane(programs('3.5'), ['etcd-1']);
  const [node] = plane.nodes as [Node];
  /** The kubelet starts by itself; etcd may only run where a phase has started it. */
  const losePower = async (action: StepAction): Promise<void> => {
    await node.reboot();
    if (!HELD.includes(action)) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(
      await node.must('systemctl is-active kubelet; crictl ps -aq --name etcd'),
      'active\n',
      action,
    );
  };
  try {
    await putObjects(plane);
    await backUp(plane);
    const words = [...FROM_FIRST, '--even-with-quorum'];
    const first = await makePlan(plane, 'turned-back', words);
    await follow(plane, first, async (action) => {
      if (HELD.includes(action)) await losePower(action);
      return action === 'put-in-place' ? 'stop' : undefined;
    });
    await turnBack(plane, first, (script) => (script === 'undo-start' ? node.reboot() : losePower('stop')));
    await untilServing(plane);
    await plane.kubectl(['get', 'configmap', 'later']);

    const second = await makePlan(plane, 'gone-on', words);
    await follow(plane, second, async (action) => {
      if ([...HELD, 'start-etcd', 'start-rest'].includes(action)) await losePower(action);
      if (action === 'start-rest') await untilServing(plane);
      return undefined;
    });
    await assertBack(plane);
  } finally {
    await plane.close();
  }
});
