import { humanSize } from '../../../words/size.ts';
import type { PlanSnapshot } from '../../plan/plan.ts';
import type { PlanWords } from '../plan-words.ts';
import { notices } from './notices.ts';
import { phases } from './phases.ts';
import { replace } from './replace.ts';
import { steps } from './steps.ts';

function snapshotText({ from, name, holder, size, revision }: PlanSnapshot): string {
  const bytes = size === null ? '' : `，${humanSize(size)}`;
  if (from === 'hand') return '待选择：各节点上最新且完好的一份';
  if (from === 'survivor') return `${holder} 上现有的数据库`;
  if (from === 'bucket') return `S3 中的 ${name}，通过有时限的 URL 获取${bytes}`;
  if (from === 'node') return `${holder ?? '每个节点'} 上的 ${name}${bytes}`;
  return `${name}${bytes}${revision === null ? '' : `，修订号 ${revision}`}`;
}

function snapshotItems({ from, name, holder }: PlanSnapshot): readonly string[] {
  const same = '所有节点使用同一个文件恢复，并会比较其摘要。';
  if (from === 'hand')
    return [
      'find-snapshot.sh 列出节点上的备份。从任一节点选取最新、且不比相邻备份小的一份，把同一个文件放到每个节点上。',
      '所有节点上都没有完好的备份，而备份会上传到 S3？在装有本插件的机器上用 “kubectl etcdbackup download latest” 取得一份，再复制到每个节点。',
      same,
    ];
  if (from === 'survivor')
    return [
      '仍有数据的节点往往比任何备份都新。如果它的 etcd 还在运行，即使没有多数成员，也能给出完整的快照；如果不在运行，则复制它的数据库：没有可校验的摘要，并且缺少最后尚未落盘的写入。',
      same,
    ];
  if (from === 'bucket')
    return [
      'URL 只写在脚本旁边的 fetch.curl 中，权限 0600，别处都没有。在它过期之前，拿到该文件的人都能读取快照。',
      same,
    ];
  if (from === 'node' && holder === null) return [`它位于每个节点的 ${name}。`, same];
  return [same];
}

const taken = {
  record: '依据备份记录',
  object: '依据 S3',
  'file-name': '依据文件名',
  'file-time': '依据文件时间',
};

/** 计划的中文。The plan in Chinese. */
export const zh: PlanWords = {
  language: 'zh-CN',
  title: (nodes) => `恢复 etcd：${nodes.join('、')}`,
  footer: (id, made) => `计划 ${id}，生成于 ${made}`,
  danger:
    '此操作会用快照替换整个集群的状态：快照之后写入的内容都会丢失。从阶段 1 到阶段 6，API 不可用。只有在多数 etcd 成员已失去时才使用；如不确定，请先联系技术支持。',
  preview: (id) =>
    `这些命令需要脚本。请以同样的命令加上 --plan-id ${id} --output-dir DIR 再次运行，得到脚本文件；或加上 --inline 把脚本打印出来。`,
  labels: {
    plan: '计划',
    made: '生成于',
    members: '成员',
    absent: '已永久失去',
    snapshot: '快照',
    taken: '备份时间',
    sha256: 'SHA-256',
    revision: '修订号',
    token: '集群 token',
    folder: '节点上的目录',
  },
  facts: {
    member: ({ node, name, peerUrl }) => `${node}${name === node ? '' : `（成员 ${name}）`}  ${peerUrl}`,
    snapshot: snapshotText,
    taken: (snapshot, age) =>
      snapshot.taken === null || snapshot.takenBy === null
        ? '此处未知'
        : `${snapshot.taken}（${age === undefined ? '晚于本计划的生成时间' : `${age} 之前`}，${taken[snapshot.takenBy]}）`,
    unknownDigest: '此处未知：预检会打印校验码供比较',
    raised: (by) => `所有成员抬高 ${by}，旧修订已压缩`,
    notRaised: '不抬高',
  },
  before: {
    title: '开始之前',
    items: [
      '下文中的“文档”指产品的《etcd 备份与恢复》页面。每个阶段都注明对应文档的哪些步骤，以及不同之处。',
      '确实是灾难吗？只要多数成员在运行，etcd 就仍能工作，不需要恢复：只需替换损坏的那个成员。此时预检会拒绝继续。',
      '需要以下每个控制平面节点的 root 权限，通过 ssh 或控制台均可。节点之间不需要互相 ssh。',
      '请先通读整个计划。然后按顺序执行：所有节点完成一个阶段后，才能有节点进入下一阶段。',
      '每个脚本在第一次失败时停止，说明该怎么做，并且随时可以重新运行：它会查看节点的实际状态，从当前位置继续。不会删除任何内容。',
      '在阶段 6 启动 API Server 之前，一切都可以撤销：见文末“撤销”。',
    ],
  },
  bring: {
    title: '把脚本放到节点上',
    items: [
      '带 scp 的命令在存放计划的机器上、在计划的目录（plan.json 所在目录）中运行。',
      'scp 只是建议：任何能保持文件及其权限的方式都可以。在控制台上可用 --inline 打印出来粘贴。脚本旁边的 SHA256SUMS 可证明文件完整到达。',
    ],
    go: '在本机上：进入计划的目录。',
  },
  snapshot: { title: '快照', items: snapshotItems },
  phases,
  heading: ({ title, stands }) => `${title}（${stands}）`,
  differs: '与文档的不同之处及原因：',
  steps,
  after: { title: '恢复之后' },
  undo: {
    title: '撤销',
    items: [
      '旧数据放回原处，恢复的数据移到一边。先停止所有节点，再撤销所有节点，最后启动所有节点。',
      '只适用于写入新数据之前：一旦 API Server 在恢复后的 etcd 上运行过，1-stop.sh 和 undo.sh 会拒绝，并说明用哪个参数可以丢弃它写入的内容。',
    ],
    stop: (node) => `在 ${node} 上：如果已在运行，再次停止。`,
    undo: (node) => `在 ${node} 上：撤销。然后等待所有节点都完成。`,
    start: (node) => `在 ${node} 上：启动旧集群。`,
  },
  trouble: {
    title: '如果某一步停止',
    items: (id, folder) => [
      `脚本的最后几行会说明停在哪一步、节点处于什么状态、该怎么做。完整过程在该节点的 /var/log/etcd-restore-${id}.log 中。`,
      '重启、终端断开或被杀死之后，重新运行同一个脚本即可。',
      `未完成的计划只能继续，绝不与其他计划混合：开始了本计划的节点在撤销之前会拒绝其他计划。脚本位于 ${folder}。`,
    ],
  },
  rejoin: {
    title: (node) => `${node} 回来时`,
    text: (node) =>
      `恢复后的集群的成员列表中仍有 ${node}。新机器或清空后的机器按替换成员的方式加入；在此之前，集群经不起再失去任何成员。`,
  },
  scripts: {
    title: (node) => `${node} 的脚本`,
    text: (node) => `在 ${node} 上以 root 身份粘贴整段内容。`,
  },
  notices,
  replace,
};
