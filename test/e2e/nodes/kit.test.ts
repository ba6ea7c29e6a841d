/**
 * The whole way of a person: a kit while all is well, one machine gone for good and the other two wiped, a plan from
 * the kit and a snapshot on this machine, without an API, and then exactly the printed lines, step by step.
 */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { backUp, SNAPSHOT_FILE } from './backup.ts';
import { type ControlPlane, startControlPlane, untilServing } from './control-plane.ts';
import { loseData } from './disasters.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, assertObjects, putObjects, revision } from './objects.ts';
import { follow, makeKit, makePlan, present } from './operator.ts';
import { missingPrograms, programs } from './programs.ts';

const skip = missingPrograms();
let plane: ControlPlane;

before(async () => {
  if (skip === false) plane = await startControlPlane(programs('3.5'));
});
after(() => plane?.close());

test('a kit, a disaster, a plan with a file of this machine: everything is back', { skip }, async () => {
  const [first, second, third] = plane.nodes as [Node, Node, Node];
  await putObjects(plane);
  const before = await backUp(plane);
  const kit = await makeKit(plane);
  copyFileSync(first.path(SNAPSHOT_FILE), plane.world.path('snapshot.tar'));

  await third.powerOff();
  for (const node of [first, second]) await loseData(node);

  const words = ['--without', third.name, '--snapshot', `${plane.world.dir}/snapshot.tar`];
  const planned = await makePlan(plane, 'kit', [...kit, ...words]);
  assert.deepEqual(
    planned.plan.snapshot.encryptionKeys,
    ['aescbc:v1:key1'],
    'what encrypts the Secrets here',
  );
  await follow(plane, planned);

  const back = present(plane, planned.plan);
  assert.deepEqual(back, [first, second]);
  await untilServing(plane, back);
  await assertMembersEqual(plane, back);
  for (const node of back) await assertObjects(plane, node);
  assert.ok((await revision(plane, first)) > before + 1_000_000, 'the revision goes forward');
});
