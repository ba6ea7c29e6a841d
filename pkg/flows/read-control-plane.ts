/** What `restore` and `kit` read of a cluster while its API answers. */
import type { ClusterNode } from '../backup/nodes.ts';
import { NAMESPACE } from '../backup/resource.ts';
import type { Cluster, ResourceKind } from '../ports/cluster.ts';
import { type FoundMembers, membersFromApi } from '../restore/members/from-api.ts';
import { type EtcdPod, readEtcdPod } from '../restore/members/static-pod.ts';
import { factOf, readNodes } from './read-facts.ts';

const POD: ResourceKind = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };

/** The control plane as the API shows it. */
export interface ControlPlane extends FoundMembers {
  /** Every node, workers included. */
  readonly nodes: readonly ClusterNode[];
  readonly pods: readonly EtcdPod[];
  /** To tell another cluster's snapshot; undefined where it may not be read. */
  readonly kubeSystemUid: string | undefined;
}

/**
 * All reads at once. An answer says that etcd has quorum: the API server asks a majority for a list.
 * Throws UserError where nodes may not be read; pods that may not be are a notice.
 */
export async function readControlPlane(cluster: Cluster, signal: AbortSignal): Promise<ControlPlane> {
  const [nodes, pods, namespace] = await Promise.all([
    readNodes(cluster, signal),
    factOf(() => cluster.list(POD, { signal, namespace: 'kube-system', labelSelector: 'component=etcd' })),
    factOf(() => cluster.get({ kind: NAMESPACE, name: 'kube-system' }, { signal })),
  ]);
  if ('unreadable' in nodes) throw nodes.unreadable;
  const etcdPods = 'value' in pods ? pods.value.items.flatMap((one) => readEtcdPod(one) ?? []) : undefined;
  return {
    ...membersFromApi(nodes.value, etcdPods),
    nodes: nodes.value,
    pods: etcdPods ?? [],
    kubeSystemUid: 'value' in namespace ? namespace.value.metadata?.uid : undefined,
  };
}
