/** Does a snapshot belong to this cluster? A snapshot restored into another cluster breaks that cluster. */
import type { ClusterReason } from './cluster-reasons.ts';
import type { EtcdView } from './inspection.ts';
import type { KubernetesView } from './kubernetes/view.ts';

/** What the connected cluster says of itself; undefined where it may not be read. */
export interface ClusterIdentity {
  readonly kubeSystemUid: string | undefined;
  readonly nodes: readonly { readonly name: string; readonly ips: readonly string[] }[] | undefined;
  /** Why nothing could be asked at all, in words. */
  readonly unreachable?: string;
}

export interface SameCluster {
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly reasons: readonly ClusterReason[];
}

type Sign = 'same' | 'other' | undefined;

/** The uid of kube-system decides where both sides have it; names and addresses of the nodes speak where it is silent, or against it. */
export function sameCluster(
  snapshot: { readonly etcd: EtcdView | null; readonly kubernetes: KubernetesView | null },
  cluster: ClusterIdentity,
): SameCluster {
  if (cluster.unreachable !== undefined)
    return { verdict: 'unknown', reasons: [{ is: 'unreachable', why: cluster.unreachable }] };
  const reasons: ClusterReason[] = [];
  const say: Say = (sign, reason) => {
    reasons.push(reason);
    return sign;
  };
  const uid = uidSign(snapshot.kubernetes?.kubeSystemUid ?? undefined, cluster.kubeSystemUid, say);
  const { nodes } = cluster;
  if (nodes === undefined) say(undefined, { is: 'nodes-unread' });
  // As after a restore, before the first kubelet is back.
  if (nodes?.length === 0) say(undefined, { is: 'no-nodes' });
  const signs =
    nodes === undefined || nodes.length === 0
      ? []
      : [nameSign(snapshot.kubernetes, nodes, say), addressSign(snapshot.etcd, nodes, say)];
  return { verdict: verdictOf(uid, signs), reasons };
}

type Say = (sign: Sign, reason: ClusterReason) => Sign;
type Nodes = NonNullable<ClusterIdentity['nodes']>;

function verdictOf(uid: Sign, signs: readonly Sign[]): SameCluster['verdict'] {
  const known = signs.filter((sign) => sign !== undefined);
  if (uid === 'other') return 'no';
  // Same uid on none of the same machines: a copy of the cluster that was restored elsewhere.
  if (uid === 'same') return known.length > 0 && known.every((sign) => sign === 'other') ? 'unknown' : 'yes';
  if (known.length === 0 || new Set(known).size > 1) return 'unknown';
  return known[0] === 'same' ? 'yes' : 'no';
}

function uidSign(inSnapshot: string | undefined, inCluster: string | undefined, say: Say): Sign {
  if (inSnapshot === undefined) return say(undefined, { is: 'no-uid-in-snapshot' });
  if (inCluster === undefined) return say(undefined, { is: 'uid-unread' });
  return inSnapshot === inCluster
    ? say('same', { is: 'same-uid', uid: inCluster })
    : say('other', { is: 'other-uid', snapshot: inSnapshot, cluster: inCluster });
}

function nameSign(kubernetes: KubernetesView | null, nodes: Nodes, say: Say): Sign {
  const inSnapshot = kubernetes?.controlPlaneNodes.map(({ name }) => name) ?? [];
  if (inSnapshot.length === 0) return say(undefined, { is: 'no-names' });
  return overlap('nodes', inSnapshot, new Set(nodes.map(({ name }) => name)), say);
}

function addressSign(etcd: EtcdView | null, nodes: Nodes, say: Say): Sign {
  const hosts = (etcd?.members ?? []).flatMap(({ peerURLs }) => peerURLs.flatMap(hostOf));
  if (hosts.length === 0) return say(undefined, { is: 'no-members' });
  const known = new Set(nodes.flatMap(({ name, ips }) => [name, ...ips]));
  return overlap('addresses', [...new Set(hosts)], known, say);
}

function overlap(
  is: 'nodes' | 'addresses',
  inSnapshot: readonly string[],
  inCluster: ReadonlySet<string>,
  say: Say,
): Sign {
  const shared = inSnapshot.filter((item) => inCluster.has(item));
  // A node that was replaced since then: the rest still says whose snapshot it is.
  return say(shared.length === 0 ? 'other' : 'same', { is, snapshot: inSnapshot, shared });
}

function hostOf(url: string): string[] {
  const host = URL.parse(url)?.hostname;
  return host === undefined || host === '' ? [] : [host.replace(/^\[(.*)\]$/, '$1')];
}
