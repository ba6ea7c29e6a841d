/** What speaks for or against a snapshot being of this cluster, and its English words. */

/** Which of the snapshot's nodes, or of its members' addresses, are of the cluster. */
export interface Overlap {
  readonly snapshot: readonly string[];
  readonly shared: readonly string[];
}

interface Facts {
  readonly unreachable: { readonly why: string };
  readonly 'nodes-unread': object;
  readonly 'no-nodes': object;
  readonly 'no-uid-in-snapshot': object;
  readonly 'uid-unread': object;
  readonly 'same-uid': { readonly uid: string };
  readonly 'other-uid': { readonly snapshot: string; readonly cluster: string };
  readonly 'no-names': object;
  readonly 'no-members': object;
  readonly nodes: Overlap;
  readonly addresses: Overlap;
}

/** `is` says which, the rest fills its words. */
export type ClusterReason = { readonly [K in keyof Facts]: { readonly is: K } & Facts[K] }[keyof Facts];

/** Its words in one language. */
export type ReasonWords = { readonly [K in keyof Facts]: (facts: Facts[K]) => string };

function overlap(what: string, { snapshot, shared }: Overlap): string {
  if (shared.length === 0) return `none of the ${what} ${snapshot.join(', ')} is of this cluster`;
  if (shared.length === snapshot.length) return `${what} ${shared.join(', ')} are of this cluster`;
  return `of the ${what} ${snapshot.join(', ')}, ${shared.join(', ')} are of this cluster`;
}

const english: ReasonWords = {
  unreachable: ({ why }) => `the cluster cannot be asked: ${why}`,
  'nodes-unread': () => 'the nodes of the cluster cannot be read',
  'no-nodes': () => 'the cluster has no nodes',
  'no-uid-in-snapshot': () => 'the snapshot has no readable namespace kube-system',
  'uid-unread': () => 'the namespace kube-system of the cluster cannot be read',
  'same-uid': ({ uid }) => `kube-system has the same uid, ${uid}`,
  'other-uid': ({ snapshot, cluster }) =>
    `kube-system has uid ${snapshot} in the snapshot and ${cluster} in the cluster`,
  'no-names': () => 'the snapshot has no readable control-plane nodes',
  'no-members': () => 'the snapshot names no etcd members',
  nodes: (reason) => overlap('control-plane nodes', reason),
  addresses: (reason) => overlap("members' addresses", reason),
};

/** In the words of one language, English where none is given. */
export function reasonText(reason: ClusterReason, words: ReasonWords = english): string {
  return (words[reason.is] as (reason: ClusterReason) => string)(reason);
}
