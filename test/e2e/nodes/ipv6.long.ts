/** Members that have only IPv6 addresses, as kubeadm leaves them in a cluster of that family alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ControlPlane, untilServing } from './control-plane.ts';
import { loseData } from './disasters.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, assertObjects } from './objects.ts';
import { follow, makeKit, makePlan, present } from './operator.ts';
import { missingPrograms } from './programs.ts';
import { wiped } from './wiped.ts';

test(
  'nodes with IPv6 addresses: all three are wiped; then a machine is gone for good',
  {
    skip: missingPrograms(),
  },
  () => wiped('3.5', ['etcd-1', 'etcd-2', 'etcd-3'], { family: 6, afterwards: oneGone }),
);

/** From the kit that the API gives, with the data of the one that has some. */
async function oneGone(plane: ControlPlane): Promise<void> {
  const [, second, third] = plane.nodes as [Node, Node, Node];
  const kit = await makeKit(plane);
  await third.powerOff();
  await loseData(second);
  const flags = [...kit, '--snapshot', 'survivor:etcd-1', '--without', 'etcd-3'];
  const planned = await makePlan(plane, 'without', flags);
  assert.deepEqual(
    planned.plan.members.map(({ ip, peerUrl }) => [ip, peerUrl]),
    plane.nodes.map(({ address }) => [address, `https://[${address}]:2380`]),
  );
  await follow(plane, planned);
  const back = present(plane, planned.plan);
  await untilServing(plane, back);
  await assertMembersEqual(plane, back);
  for (const node of back) await assertObjects(plane, node);
}
