/** The restore, end to end: a cluster is destroyed, exactly the printed lines are run, everything is back. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { scriptLine } from '../../../pkg/restore/plan/steps.ts';
import { assertBack, backUp, FROM_FIRST, SNAPSHOT_FILE } from './backup.ts';
import { type ControlPlane, startControlPlane, untilServing } from './control-plane.ts';
import { damageData, loseData } from './disasters.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, putLater, putObjects, revision } from './objects.ts';
import { follow, makeKit, makePlan, present } from './operator.ts';
import { missingPrograms, programs } from './programs.ts';

const skip = missingPrograms();
let plane: ControlPlane;
before(async () => {
  if (skip !== false) return;
  plane = await startControlPlane(programs('3.5'));
  await putObjects(plane);
});
after(() => plane?.close());

/** What people have in root's shell, and what the scripts must not take for a disaster. */
const PROXY = 'HTTPS_PROXY=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9';
const HABITS = ['', 'ETCDCTL_ENDPOINTS=https://127.0.0.1:2379', 'ETCDCTL_CERT=/etc/x.crt', PROXY];

test('while etcd has quorum the preflight refuses, whatever the shell has set and whoever is trusted', {
  skip,
}, async () => {
  const [first, , third] = plane.nodes as [Node, Node, Node];
  await backUp(plane);
  await plane.kubectl(['delete', 'configmap', 'later']);
  const planned = await makePlan(plane, 'alive', FROM_FIRST);
  await follow(plane, planned, async (action) => (action === 'fetch' ? 'stop' : undefined));
  const preflight = scriptLine(planned.plan.folder, 'preflight');
  for (const habit of HABITS) {
    const { code, stderr } = await first.run(`cd /root; ${habit} ${preflight}`);
    assert.equal(code, 1, habit);
    assert.match(stderr, /etcd still has a majority: etcd-1 serves/, habit);
  }
  const pki = '/etc/kubernetes/pki';
  const stranger = `for kind in crt key; do mount --bind ${pki}/front-proxy-client.$kind ${pki}/etcd/healthcheck-client.$kind; done`;
  const { code, stderr } = await third.run(`${stranger}; cd /root; ${preflight}`);
  await third.must(`umount ${pki}/etcd/healthcheck-client.crt ${pki}/etcd/healthcheck-client.key`);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /etcd of etcd-1 runs, and cannot be asked whether it has a majority: .*connection error/,
  );
});

test('two of three nodes lose their data: the lines as printed bring it back', { skip }, async () => {
  const before = await backUp(plane);
  for (const node of plane.nodes.slice(1)) await loseData(node);
  await follow(plane, await makePlan(plane, 'two-gone', FROM_FIRST));
  await assertBack(plane);
  assert.ok((await revision(plane, plane.nodes[0] as Node)) > before, 'time goes on');
  await plane.kubectl(['create', 'configmap', 'written-afterwards']);
});

test('the data of all three nodes is damaged', { skip }, async () => {
  const before = await backUp(plane);
  for (const node of plane.nodes) await damageData(node);
  await follow(plane, await makePlan(plane, 'damaged', FROM_FIRST));
  await assertBack(plane);
  assert.ok((await revision(plane, plane.nodes[0] as Node)) > before);
});

test('all three nodes are wiped: a plan from the kit, with a file of this machine', { skip }, async () => {
  const [first] = plane.nodes as [Node, Node, Node];
  const kit = await makeKit(plane);
  const before = await backUp(plane);
  copyFileSync(first.path(SNAPSHOT_FILE), plane.world.path('snapshot.tar'));
  for (const node of plane.nodes) await loseData(node);
  const words = [...kit, '--snapshot', `${plane.world.dir}/snapshot.tar`];
  const planned = await makePlan(plane, 'kit', words);
  assert.deepEqual(
    planned.plan.snapshot.encryptionKeys,
    ['aescbc:v1:key1'],
    'what encrypts the Secrets here',
  );
  await follow(plane, planned);
  await assertBack(plane);
  assert.ok((await revision(plane, first)) > before + 1_000_000, 'the revision goes forward');
});

test('a machine is gone for good: a survivor hands out its data, two of three come back', {
  skip,
}, async () => {
  const [, second, third] = plane.nodes as [Node, Node, Node];
  await putLater(plane);
  await loseData(second);
  await third.powerOff();
  const planned = await makePlan(plane, 'without', ['--snapshot', 'survivor:etcd-1', '--without', 'etcd-3']);
  await follow(plane, planned);
  const back = present(plane, planned.plan);
  assert.equal(back.length, 2);
  await untilServing(plane, back);
  await assertMembersEqual(plane, back);
  // What was written last before the disaster is in the survivor's data.
  await plane.kubectl(['get', 'configmap', 'later'], '', second);
});
