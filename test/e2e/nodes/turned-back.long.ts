/** The rarer ways of a restore on real etcd: every node loses power after every phase; and a plan is turned back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StepAction } from '../../../pkg/restore/plan/plan.ts';
import { assertBack, backUp, FROM_FIRST } from './backup.ts';
import { type ControlPlane, startControlPlane, untilServing } from './control-plane.ts';
import { damageData } from './disasters.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, putObjects, revision } from './objects.ts';
import { follow, makePlan, turnBack } from './operator.ts';
import { missingPrograms, programs } from './programs.ts';

const skip = missingPrograms();
const QUIET: readonly StepAction[] = ['stop', 'set-aside', 'restore', 'put-in-place'];
let plane: ControlPlane;
let written: number;
before(async () => {
  if (skip !== false) return;
  plane = await startControlPlane(programs('3.5'));
  await putObjects(plane);
  written = await backUp(plane);
});
after(() => plane?.close());

/** Every machine loses power and comes back with its kubelet: until phase 5 there is no etcd that this could start. */
async function powerCut(action: StepAction): Promise<undefined> {
  if (!QUIET.includes(action)) return;
  await Promise.all(plane.nodes.map((node) => node.reboot()));
  for (const node of plane.nodes) {
    // Longer than the kubelet takes to see a manifest.
    const ran = await node.must(
      'systemctl is-active kubelet >/dev/null; sleep 1.5; crictl ps -aq --name etcd',
    );
    assert.equal(ran, '', `after ${action} and a reboot no etcd starts on ${node.name}`);
  }
}

test('a plan is turned back after a power cut in every phase: the old data serves again', {
  skip,
}, async () => {
  const planned = await makePlan(plane, 'back', [...FROM_FIRST, '--even-with-quorum']);
  await follow(plane, planned, async (action) => {
    await powerCut(action);
    return action === 'start-etcd' ? 'stop' : undefined;
  });
  await turnBack(plane, planned);
  await untilServing(plane);
  await assertMembersEqual(plane);
  await plane.kubectl(['get', 'configmap', 'later']);
  const [first] = plane.nodes as [Node];
  const now = await revision(plane, first);
  assert.ok(now >= written && now < written + 1_000_000, `the old revision goes on: ${written}, ${now}`);
});

test('the data of all three nodes is damaged, and every phase ends in a power cut', { skip }, async () => {
  for (const node of plane.nodes) await damageData(node);
  await follow(plane, await makePlan(plane, 'damaged', FROM_FIRST), powerCut);
  await assertBack(plane);
  assert.ok((await revision(plane, plane.nodes[0] as Node)) > written + 1_000_000);
});
