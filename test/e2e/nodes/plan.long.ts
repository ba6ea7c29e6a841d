/**
 * The whole way of a person: a kit while all is well, one machine gone for good and the other two wiped, a plan from
 * the kit without an API, and then exactly the printed lines, step by step.
 */
import assert from 'node:assert/strict';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import type { RestorePlan, Step } from '../../../pkg/restore/plan/plan.ts';
import { type ControlPlane, lastWords, startControlPlane, untilServing } from './control-plane.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, assertObjects, putLater, putObjects, revision } from './objects.ts';
import { missingPrograms, programs } from './programs.ts';

const BUILT = join(import.meta.dirname, '../../../dist/kubectl-etcdbackup');
const SNAPSHOT = '/cpaas/snapshot-etcd-20261122-000003-10.77.0.12.tar';

const skip = missingPrograms();
let plane: ControlPlane;

before(async () => {
  if (skip === false) plane = await startControlPlane(programs('3.5'));
});
after(() => plane?.close());

/** The plugin on the operator's machine, which reaches the API servers and no node. */
function plugin(...words: readonly string[]): Promise<string> {
  return plane.world.must([process.execPath, BUILT, ...words], { seconds: 60 });
}

/** Consecutive steps of one action run at once on their nodes, as several people would do it. */
function rounds(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last?.[0]?.action === step.action) last.push(step);
    else found.push([step]);
  }
  return found;
}

test('a kit, a disaster, a plan, its lines: everything is back', { skip }, async () => {
  const [first, second, third] = plane.nodes as [Node, Node, Node];
  const { dir } = plane.world;
  await putObjects(plane);
  await plane.etcd(second, 'snapshot save /tmp/snapshot.db');
  await second.must(`tar -cf ${SNAPSHOT} -C /tmp snapshot.db`);
  await putLater(plane);
  const before = await revision(plane, first);
  await plugin('kit', `${dir}/kit`, '--kubeconfig', `${dir}/etcd-1.conf`);

  for (const node of plane.nodes) await node.powerOff();
  for (const node of [first, second]) await wipe(node);

  const words = [
    '--kit',
    `${dir}/kit`,
    '--without',
    third.name,
    '--snapshot',
    `local:${SNAPSHOT}`,
    '--skip-confirm',
  ];
  const ages = ['--snapshot-max-age', '9999d'];
  const plan = JSON.parse(
    await plugin('restore', ...words, ...ages, '--output-dir', `${dir}/plan`, '-o', 'json'),
  ) as RestorePlan;
  assert.equal(plan.snapshot.holder, second.name);
  try {
    await follow(plan, [first, second]);
  } catch (error) {
    throw new Error(lastWords(plane.world, [first.name, second.name]), { cause: error });
  }

  await untilServing(plane, [first, second]);
  await assertMembersEqual(plane, [first, second]);
  for (const node of [first, second]) await assertObjects(plane, node);
  assert.ok((await revision(plane, first)) > before + 1_000_000, 'the revision goes forward');
});

/** The machine comes back with an empty disk for etcd, and its kubelet held: it would start an empty etcd. */
async function wipe(node: Node): Promise<void> {
  for (const name of readdirSync(node.path('/var/lib/etcd'))) {
    rmSync(node.path(`/var/lib/etcd/${name}`), { recursive: true });
  }
  node.write('/etc/kubelet.disabled', '');
  await node.boot();
}

/** Types every line where the plan says: lines of the operator's machine on the first node, beside the plan's folder. */
async function follow(plan: RestorePlan, nodes: readonly Node[]): Promise<void> {
  const [operator] = nodes as [Node];
  cpSync(plane.world.path('plan'), operator.path('/root/operator'), { recursive: true });
  const typed: string[] = [];
  for (const round of rounds(plan.steps)) {
    if (round[0]?.action === 'backup') continue; // the product's controller is not here
    await Promise.all(
      round
        .flatMap((step) =>
          nodes
            .filter((node) => step.node === null || step.node === node.name)
            .flatMap((node) => step.lines.map((line) => [step, node, line] as const)),
        )
        .map(async ([step, node, line]) => {
          const there = step.action === 'bring' || step.action === 'put' ? operator : node;
          const { code, stdout, stderr } = await there.run(`cd /root/operator 2>/dev/null; ${line}`, {
            seconds: 240,
          });
          assert.equal(code, 0, `step ${step.number}, ${line}:\n${stdout}\n${stderr}`);
          typed.push(step.action);
        }),
    );
  }
  for (const action of ['bring', 'fetch', 'preflight', 'stop', 'restore', 'start-rest', 'verify'])
    assert.ok(typed.includes(action), action);
}
