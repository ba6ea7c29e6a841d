import type { ReplaceWords } from '../replace-words.ts';

/** 替换成员的中文。Replacing a member, in Chinese. */
export const replace: ReplaceWords = {
  title: (node) => `替换 ${node} 上的 etcd 成员`,
  why: 'etcd 仍有多数成员：集群在工作，没有数据丢失。把损坏的成员移出，再以空数据目录重新加入，其他成员会把全部数据发给它。若改用恢复，快照之后写入的内容会在所有节点上丢失。',
  list: '使用集群的 kubeconfig 查看成员。只允许其中一个损坏。',
  aside: (node) => `在 ${node} 上：停下它的 etcd，并把数据移到一边。第二行会一直等到不再有名为 etcd 的进程。`,
  newMachine: (node) =>
    `如果 ${node} 的机器已永久失去：先移除该成员（下一步），再按当初添加控制平面节点的方式加入新机器；之后的步骤不再需要。`,
  remove: (node) => `把 ${node} 的成员移出集群。`,
  add: (node) => `重新登记该成员。从这里到它启动之前，其他成员都不能出故障；请立即到 ${node} 上继续。`,
  manifest: (node) => `在 ${node} 上：让它加入现有集群。`,
  start: (node) => `在 ${node} 上：启动。`,
  healthy: '一分钟后，所有成员都应健康，且没有 learner。',
};
