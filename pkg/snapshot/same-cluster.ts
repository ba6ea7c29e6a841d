/** Does a snapshot belong to this cluster? A snapshot restored into another cluster breaks that cluster. */
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
  readonly reasons: readonly string[];
}

type Sign = 'same' | 'other' | undefined;

/** The uid of kube-system decides where both sides have it; names and addresses of the nodes speak where it is silent, or against it. */
export function sameCluster(
  snapshot: { readonly etcd: EtcdView | null; readonly kubernetes: KubernetesView | null },
  cluster: ClusterIdentity,
): SameCluster {
  if (cluster.unreachable !== undefined)
    return { verdict: 'unknown', reasons: [`the cluster cannot be asked: ${cluster.unreachable}`] };
  const reasons: string[] = [];
  const say = (sign: Sign, reason: string): Sign => {
    reasons.push(reason);
    return sign;
  };
  const uid = uidSign(snapshot.kubernetes?.kubeSystemUid ?? undefined, cluster.kubeSystemUid, say);
  const { nodes } = cluster;
  if (nodes === undefined) say(undefined, 'the nodes of the cluster cannot be read');
  // As after a restore, before the first kubelet is back.
  if (nodes?.length === 0) say(undefined, 'the cluster has no nodes');
  const signs =
    nodes === undefined || nodes.length === 0
      ? []
      : [nameSign(snapshot.kubernetes, nodes, say), addressSign(snapshot.etcd, nodes, say)];
  return { verdict: verdictOf(uid, signs), reasons };
}

type Say = (sign: Sign, reason: string) => Sign;
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
  if (inSnapshot === undefined) return say(undefined, 'the snapshot has no readable namespace kube-system');
  if (inCluster === undefined)
    return say(undefined, 'the namespace kube-system of the cluster cannot be read');
  return inSnapshot === inCluster
    ? say('same', `kube-system has the same uid, ${inCluster}`)
    : say('other', `kube-system has uid ${inSnapshot} in the snapshot and ${inCluster} in the cluster`);
}

function nameSign(kubernetes: KubernetesView | null, nodes: Nodes, say: Say): Sign {
  const inSnapshot = kubernetes?.controlPlaneNodes.map(({ name }) => name) ?? [];
  if (inSnapshot.length === 0) return say(undefined, 'the snapshot has no readable control-plane nodes');
  return overlap('control-plane nodes', inSnapshot, new Set(nodes.map(({ name }) => name)), say);
}

function addressSign(etcd: EtcdView | null, nodes: Nodes, say: Say): Sign {
  const hosts = (etcd?.members ?? []).flatMap(({ peerURLs }) => peerURLs.flatMap(hostOf));
  if (hosts.length === 0) return say(undefined, 'the snapshot names no etcd members');
  const known = new Set(nodes.flatMap(({ name, ips }) => [name, ...ips]));
  return overlap("members' addresses", [...new Set(hosts)], known, say);
}

function overlap(
  what: string,
  inSnapshot: readonly string[],
  inCluster: ReadonlySet<string>,
  say: Say,
): Sign {
  const shared = inSnapshot.filter((item) => inCluster.has(item));
  if (shared.length === 0)
    return say('other', `none of the ${what} ${inSnapshot.join(', ')} is of this cluster`);
  if (shared.length === inSnapshot.length)
    return say('same', `${what} ${shared.join(', ')} are of this cluster`);
  // A node that was replaced since then: the rest still says whose snapshot it is.
  return say('same', `of the ${what} ${inSnapshot.join(', ')}, ${shared.join(', ')} are of this cluster`);
}

function hostOf(url: string): string[] {
  const host = URL.parse(url)?.hostname;
  return host === undefined || host === '' ? [] : [host.replace(/^\[(.*)\]$/, '$1')];
}
