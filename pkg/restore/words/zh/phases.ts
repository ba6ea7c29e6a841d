import type { PhaseWords } from '../plan-words.ts';

/** 各阶段的中文。The eight phases in Chinese. */
export const phases: readonly PhaseWords[] = [
  {
    title: '阶段 0：预检',
    stands: '对应文档：步骤 2',
    does: '每个节点证明自己就是计划中的节点，并且恢复在这里可行：名称、目录、证书、磁盘空间、快照，以及对本节点成员的一次试恢复。不做任何修改。',
    differs: [
      '工具取自节点正在使用的 etcd 镜像，并在停止任何组件之前先试运行：etcd 3.6 已没有 “etcdctl snapshot restore”，文档中的循环会在数据已清空后仍然显示“恢复完成”。',
      '按文件内容识别快照：备份文件虽名为 .tar，实际可能是 tar、gzip 或数据库；打包的会先解包。',
      '校验数据库末尾的 SHA-256，而文档跳过了校验：损坏的快照会在没有任何提示的情况下被恢复。',
    ],
  },
  {
    title: '阶段 1：在所有节点停止 etcd 和 API Server',
    stands: '对应文档：步骤 1 和步骤 5',
    does: '先把静态 Pod 清单移出 kubelet 监视的目录，再停止容器和 kubelet。从这里开始 API 不可用。',
    differs: [
      '清单最先移走：否则中途重启会在仍然存活的 API Server 之下启动一个空的 etcd。',
      '所有 API Server 现在就停，而不是最后才停：存活的 API Server 会从内存提供旧状态，并写入恢复后的 etcd。',
      '按准确名称查找容器，先停止再删除：用 “etcd” 这样的模式会匹配到其他容器，强制杀死的 etcd 会留下不干净的数据副本。',
    ],
  },
  {
    title: '阶段 2：把旧数据移到一边',
    stands: '对应文档：步骤 1',
    does: '每个节点先证明其他成员都不再应答，然后重命名旧数据，并在旁边保存一份 /etc/kubernetes。',
    differs: [
      '不删除任何内容：旧数据在原磁盘上重命名。文档把数据复制到以小时命名的目录后再删除，一旦中途跨过整点，复制失败而数据已被删除。',
    ],
  },
  {
    title: '阶段 3：每个节点恢复自己的成员',
    stands: '对应文档：步骤 3',
    does: '每个节点用同一份快照，把自己的成员恢复到数据目录旁边的新目录中。',
    differs: [
      '成员在将要运行的节点上恢复，因此不需要传输恢复后的目录（文档步骤 4）。',
      '所有成员使用同一个全新的集群 token，被遗忘的旧成员无法混入；在 etcd 支持时抬高修订号：否则灾难前建立的 watch 会漏掉变更。',
      '不带证书参数：etcdctl 在恢复时忽略它们，etcdutl 会直接拒绝。',
    ],
  },
  {
    title: '阶段 4：放入数据目录',
    stands: '对应文档：步骤 4，以及步骤 1 中修改清单的部分',
    does: '通过一次重命名把恢复的数据放入数据目录，属主和权限符合 etcd 的要求；etcd.yaml 加上 --initial-cluster-state=existing。',
    differs: [
      '移动的是 member 目录本身。文档复制的是它里面的内容，而 etcd 要找的是 member，于是认为没有数据：按文档原样执行，没有任何成员能启动。',
      '在 manifests/ 之外修改并检查 etcd.yaml：kubelet 会运行该目录中的每个文件。缩进沿用上一行。',
    ],
  },
  {
    title: '阶段 5：启动 etcd',
    stands: '对应文档：步骤 5',
    does: '放回 etcd.yaml 并启动 kubelet。每个节点等待自己的 etcd 运行；多数成员运行后才会变为健康。',
    differs: ['只启动 etcd：在比较各成员之前，没有 API Server 会写入数据。'],
  },
  {
    title: '阶段 6：启动 API Server',
    stands: '对应文档：步骤 5',
    does: '每个节点检查所有成员健康且数据一致，然后放回其余清单。',
    differs: ['在同一修订号上比较各成员的哈希，避免由不一致的成员提供服务。'],
  },
  {
    title: '阶段 7：验证',
    stands: '对应文档：步骤 6',
    does: '由第一个节点询问 API：已就绪、能解密一个 Secret、能列出节点、kube-system 的 Pod 在运行。',
    differs: ['读取一个 Secret 可以看出本集群的加密密钥是否与快照相符：按文档操作不会发现这一点。'],
  },
];
