import type { Overlap, ReasonWords } from '../../../snapshot/cluster-reasons.ts';

function overlap(what: string, { snapshot, shared }: Overlap): string {
  if (shared.length === 0) return `${what} ${snapshot.join('、')} 都不属于本集群`;
  if (shared.length === snapshot.length) return `${what} ${shared.join('、')} 属于本集群`;
  return `${what} ${snapshot.join('、')} 中，${shared.join('、')} 属于本集群`;
}

/** 快照是否属于本集群：依据的中文。Reasons in Chinese. */
export const clusterReasons: ReasonWords = {
  unreachable: ({ why }) => `无法询问集群：${why}`,
  'nodes-unread': () => '无法读取集群的节点',
  'no-nodes': () => '集群中没有节点',
  'no-uid-in-snapshot': () => '快照中没有可读的命名空间 kube-system',
  'uid-unread': () => '无法读取集群的命名空间 kube-system',
  'same-uid': ({ uid }) => `kube-system 的 uid 相同：${uid}`,
  'other-uid': ({ snapshot, cluster }) => `kube-system 的 uid 在快照中是 ${snapshot}，在集群中是 ${cluster}`,
  'no-names': () => '快照中没有可读的控制平面节点',
  'no-members': () => '快照没有写明 etcd 成员',
  nodes: (reason) => overlap('控制平面节点', reason),
  addresses: (reason) => overlap('成员地址', reason),
};
