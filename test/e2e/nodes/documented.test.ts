/**
 * The product's documented procedure, run as printed: our reason for another plan. It must fail here, for the reason
 * that our documentation gives; and with the one thing put right the same nodes must come back, so that the failure
 * is the procedure's and not this harness's.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { eventually } from './execute.ts';
import type { Node } from './node.ts';
import { assertMembersEqual, assertObjects, putLater, putObjects } from './objects.ts';
import { missingPrograms, programs } from './programs.ts';

const printed = (step: number): string =>
  readFileSync(new URL(`documented/step-${step}.txt`, import.meta.url), 'utf8');

const skip = missingPrograms();
let plane: ControlPlane;
const etcdLog = (node: Node): string => readFileSync(node.path('/var/log/containers/etcd.log'), 'utf8');
const dataDir = (node: Node): string[] => readdirSync(node.path('/var/lib/etcd')).sort();
const everywhere = (script: string): Promise<string[]> =>
  Promise.all(plane.nodes.map((node) => node.must(script, { seconds: 120 })));

before(async () => {
  if (skip === false) plane = await startControlPlane(programs('3.5'));
});
after(() => plane?.close());

test('the documented procedure, run as printed, leaves no member healthy', { skip }, async () => {
  const first = plane.nodes[0] as Node;
  await putObjects(plane);
  await plane.etcd(first, 'snapshot save /cpaas/snapshot.db');
  await putLater(plane);
  // Two of three nodes lose their data.
  for (const node of plane.nodes.slice(1)) {
    await node.must('systemctl stop kubelet; crictl rm -f $(crictl ps -q); rm -rf /var/lib/etcd/*');
  }

  await everywhere(printed(1));
  for (const node of plane.nodes) {
    const manifest = readFileSync(node.path('/etc/kubernetes/manifests/etcd.yaml'), 'utf8');
    assert.match(
      manifest,
      /^ {4}- --initial-cluster-state=existing$/m,
      'the indentation is right, as the document asks',
    );
  }
  await first.must('cp /cpaas/snapshot.db /tmp/snapshot.db');
  let restore = printed(3);
  for (const [index, node] of plane.nodes.entries()) {
    restore = restore.replace(/\b(\d)\.\1\.\1\.\1\b/, node.address);
    assert.ok(restore.includes(`ETCD_${index + 1}=${node.address}`));
  }
  await first.must(restore, { seconds: 120 });
  for (const node of plane.nodes) {
    if (node !== first) await first.must(`scp -r /root/etcd_${node.name} root@${node.address}:/root/`);
    await node.must(`cp -r /root/etcd_${node.name}/member/* /var/lib/etcd/`);
    assert.deepEqual(dataDir(node), ['snap', 'wal'], 'where the document puts them');
  }
  await everywhere(printed(5));

  await eventually(40, async () => {
    for (const node of plane.nodes) assert.match(etcdLog(node), /cannot fetch cluster info from peer urls/);
  });
  await sleep(3000);
  const health = await Promise.all(plane.nodes.map((node) => node.run(printed(6))));
  assert.deepEqual(
    health.map((one) => one.code === 0),
    [false, false, false],
  );
});

test('with the member folder itself moved, the same nodes come back with every object', {
  skip,
}, async () => {
  await everywhere(
    'systemctl stop kubelet; crictl ps -aq | xargs -r crictl rm -f; rm -rf /var/lib/etcd/*; mv /root/etcd_$(hostname)/member /var/lib/etcd/; systemctl start kubelet',
  );
  await assertMembersEqual(plane);
  await assertObjects(plane);
});
