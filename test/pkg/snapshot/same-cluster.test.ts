import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonText } from '../../../pkg/snapshot/cluster-reasons.ts';
import { inspectionOf } from '../../../pkg/snapshot/inspection.ts';
import { type ClusterIdentity, sameCluster } from '../../../pkg/snapshot/same-cluster.ts';
import { CLUSTER_CHANGES, clusterDatabase } from '../../fakes/snapshots.ts';
import { readAll } from './reading.ts';

const inspect = (changes = CLUSTER_CHANGES) =>
  inspectionOf(
    { file: 'x', size: 1, wrapping: [], member: undefined },
    readAll(clusterDatabase(changes)),
    { state: 'missing', computed: undefined, stored: undefined },
    [],
  );
const whole = inspect();
const withoutUid = inspect(CLUSTER_CHANGES.filter(([key]) => !key.endsWith('kube-system')));

const ours = [
  { name: 'cp-1', ips: ['10.0.0.1'] },
  { name: 'cp-2', ips: ['10.0.0.2'] },
];
const theirs = [{ name: 'other-1', ips: ['10.9.9.9'] }];
const renamed = [{ name: 'other-1', ips: ['10.0.0.1'] }];

const cases: readonly (readonly [string, typeof whole, ClusterIdentity, 'yes' | 'no' | 'unknown', RegExp])[] =
  [
    ['same uid, same nodes', whole, { kubeSystemUid: '5f0c6a0e-uid', nodes: ours }, 'yes', /same uid/],
    [
      'same uid, one node left',
      whole,
      { kubeSystemUid: '5f0c6a0e-uid', nodes: ours.slice(0, 1) },
      'yes',
      /cp-1 are of this cluster/,
    ],
    [
      'same uid, nodes not readable',
      whole,
      { kubeSystemUid: '5f0c6a0e-uid', nodes: undefined },
      'yes',
      /nodes of the cluster cannot be read/,
    ],
    [
      'same uid, no nodes yet',
      whole,
      { kubeSystemUid: '5f0c6a0e-uid', nodes: [] },
      'yes',
      /the cluster has no nodes/,
    ],
    [
      'no uid to read, no nodes',
      whole,
      { kubeSystemUid: undefined, nodes: [] },
      'unknown',
      /the cluster has no nodes/,
    ],
    [
      'nothing answers',
      whole,
      { kubeSystemUid: undefined, nodes: undefined, unreachable: 'connection refused' },
      'unknown',
      /^the cluster cannot be asked: connection refused$/,
    ],
    [
      'same uid, none of the machines: a copy',
      whole,
      { kubeSystemUid: '5f0c6a0e-uid', nodes: theirs },
      'unknown',
      /none of the/,
    ],
    [
      'another uid',
      whole,
      { kubeSystemUid: 'zzz', nodes: ours },
      'no',
      /uid 5f0c6a0e-uid in the snapshot and zzz/,
    ],
    [
      'no uid to read, same nodes',
      whole,
      { kubeSystemUid: undefined, nodes: ours },
      'yes',
      /10\.0\.0\.1, 10\.0\.0\.2 are of this/,
    ],
    [
      'no uid in the snapshot, other nodes',
      withoutUid,
      { kubeSystemUid: 'zzz', nodes: theirs },
      'no',
      /none of the/,
    ],
    [
      'no uid, names and addresses disagree',
      withoutUid,
      { kubeSystemUid: 'zzz', nodes: renamed },
      'unknown',
      /none of the control-plane nodes/,
    ],
    [
      'nothing can be read',
      whole,
      { kubeSystemUid: undefined, nodes: undefined },
      'unknown',
      /cannot be read/,
    ],
  ];

for (const [name, snapshot, cluster, verdict, reason] of cases) {
  test(`${name}: ${verdict}`, () => {
    const found = sameCluster(snapshot, cluster);
    const said = found.reasons.map((one) => reasonText(one)).join('\n');
    assert.equal(found.verdict, verdict, said);
    assert.match(said, reason);
  });
}
