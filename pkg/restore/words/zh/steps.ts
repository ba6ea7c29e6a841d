import type { PlanWords } from '../plan-words.ts';

const run = (what: string) => (node: string) => `在 ${node} 上：${what}`;

/** 各步骤的中文。The words of each step in Chinese. */
export const steps: PlanWords['steps'] = {
  fence: (node) =>
    `确认 ${node} 的机器已关机且不会再启动：断电、断网或移除。若它带着旧数据回来，会干扰恢复后的集群。`,
  bring: (node) => `把 ${node} 的脚本放到该节点上，位置须是下文各命令中的目录。例如：`,
  survivor: run('用它仍有的数据做一份快照。不停止任何组件。'),
  'put-chosen': (node) =>
    `把选定的文件复制到 ${node} 上，命名为下面的名称：文件就在该节点上时用 cp，否则用 scp 从有它的节点复制。下面的命令打印的 SHA-256 应与列表中的一致。`,
  put: (node) => `把快照以此名称放到 ${node} 上，例如：`,
  fetch: run('获取快照。用任何其他方式放过去也可以：脚本会说明应放在哪里。'),
  compare: () =>
    '比较预检打印的校验码：所有节点必须相同。如果不同，说明各节点的快照、工具或计划不一致，请在此停止。',
  wait: () => '等待所有节点的这一阶段都以 “OK” 结束。',
  kubelets: () =>
    '在集群的每个节点（包括工作节点）上：重启 kubelet，使所有组件连接到恢复后的状态（对应文档：步骤 6）。',
  backup: () =>
    '在有 kubeconfig 的机器上：立即做一次新的备份，旧备份都是灾难之前的。如果保存有应急包，也请重新生成。',
  'find-snapshot': run('列出该节点上的备份文件。'),
  preflight: run('证明恢复可行。不做任何修改。'),
  stop: run('停止。询问时请输入预检打印的校验码。'),
  'set-aside': run('把旧数据移到一边。'),
  restore: run('恢复本节点的成员。'),
  'put-in-place': run('放入数据目录。'),
  'start-etcd': run('启动 etcd。'),
  'start-rest': run('比较各成员，然后启动其余组件。'),
  verify: run('验证。'),
  undo: run('撤销。'),
  'undo-start': run('重新启动旧集群。'),
};
