/** A control plane of one node: with etcd 3.6, whose etcdctl restores nothing any more, and without crictl; with etcd 3.4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptLine } from '../../../pkg/restore/plan/steps.ts';
import { type ControlPlane, untilServing } from './control-plane.ts';
import { moveLogApart } from './disasters.ts';
import type { Node } from './node.ts';
import { follow, makePlan, type Planned } from './operator.ts';
import { missingPrograms } from './programs.ts';
import { wiped } from './wiped.ts';

/** As every node sees it. */
const SAMPLE = '/opt/repo/test/fixtures/etcd-3.6.14-50-keys.db';
const NAMES = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'];

test(
  'the only node, with its log on a disk of its own and ctr for crictl, is wiped',
  {
    skip: missingPrograms(),
  },
  () =>
    wiped('3.6', ['etcd-1'], {
      crictl: false,
      async prepare({ nodes: [node] }) {
        assert.equal((await (node as Node).run('command -v crictl')).code, 1, 'there is no crictl');
        await moveLogApart(node as Node);
      },
      afterwards: async (plane) => stoppedByCtr(plane, await restoredFromSample(plane)),
    }),
);

test('the only node of etcd 3.4 is wiped', { skip: missingPrograms() }, () => wiped('3.4', ['etcd-1']));

/** A snapshot that a real etcd 3.6 has saved goes in by the same lines. */
async function restoredFromSample(plane: ControlPlane): Promise<Planned> {
  const planned = await makePlan(plane, 'sample', [
    '--snapshot',
    `local:${SAMPLE}`,
    '--even-with-quorum',
    '--force',
  ]);
  await follow(plane, planned);
  await untilServing(plane);
  const keys = await plane.etcd(plane.nodes[0] as Node, 'get /k/ --prefix --keys-only');
  assert.equal(keys.split('\n').filter((key) => key.startsWith('/k/')).length, 50);
  return planned;
}

/** On a node that runs: the tools come out of etcd's container, and the pods are stopped in order, etcd not killed. */
async function stoppedByCtr({ nodes }: ControlPlane, { plan }: Planned): Promise<void> {
  const [node] = nodes as [Node];
  await node.must('rm -r /var/lib/etcd/.etcd-restore-*/tool');
  await node.must(`cd /root; ${scriptLine(plan.folder, 'preflight')}`, { seconds: 120 });
  const log = `/var/log/etcd-restore-${plan.id}.log`;
  assert.match(await node.must(`cat ${log}`), /cp \/proc\/\d+\/root\/usr\/local\/bin\/etcdutl /);
  const etcd = await node.must(
    `ctr -n k8s.io containers ls -q 'labels."io.kubernetes.container.name"==etcd'`,
  );
  const records = await node.must('ctr -n k8s.io containers ls -q | wc -l');
  // A kubelet that sees the manifests leave stops the pods itself, as soon as it looks.
  await node.must('systemctl stop kubelet');
  const said = await node.must(`cd /root; ${scriptLine(plan.folder, 'stop')} --again`, { seconds: 120 });
  assert.deepEqual(
    [...said.matchAll(/^- stopping (kube-\S+|etcd)$/gm)].map((found) => found[1]),
    NAMES,
  );
  assert.match(etcd, /^[0-9a-f]{64}\n$/);
  // An API server may be too slow for its few seconds.
  const signals = await node.must(`sed -n 's/.* tasks kill --signal \\(.*\\) ${etcd.trim()}$/\\1/p' ${log}`);
  assert.equal(signals, 'SIGTERM\n');
  assert.doesNotMatch(await node.must('ctr -n k8s.io tasks ls; cat /proc/[0-9]*/comm'), /RUNNING|^etcd$/m);
  assert.equal(
    await node.must('ctr -n k8s.io containers ls -q | wc -l'),
    records,
    "containerd's records are left to the kubelet",
  );
}
