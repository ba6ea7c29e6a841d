import type { NoticeWords } from '../notice-words.ts';

/** 提示的中文。Notices in Chinese. */
export const notices: NoticeWords = {
  'no-etcd-pod': ({ node }) =>
    `无法读取节点 ${node} 的 etcd 静态 Pod，暂按 kubeadm 的默认目录和端口生成计划；预检脚本会与该节点上的清单文件核对。`,
  'moved-address': ({ node, peer, ips }) =>
    `节点 ${node} 上的 etcd 使用对等地址 ${peer}，而该节点的地址是 ${ips.join('、') || '未知'}。计划以 etcd 的参数为准，请确认机器仍持有该地址。`,
  'several-addresses': ({ node, ip, ips }) =>
    `节点 ${node} 有多个地址：${ips.join('、')}，计划采用 ${ip}；预检脚本会与该节点上的清单文件核对。`,
  'one-node': () => '只有一个控制平面节点：产品文档只说明了三节点。本计划是我们测试过的扩展。',
  'ip-names': ({ nodes }) =>
    `节点以 IP 命名（${nodes.join('、')}）：产品文档只说明了使用主机名的集群。本计划是我们测试过的扩展。`,
  'unsupported-topology': ({ count }) =>
    `不受支持：共有 ${count} 个控制平面节点。产品文档只支持三个，其他数量请联系技术支持；本计划未在该规模上测试过。`,
  'different-versions': ({ versions }) =>
    `各成员的 etcd 版本不同：${versions.join('、')}。每个节点使用自己镜像中的工具恢复。`,
  'untried-version': ({ version }) => `etcd ${version} 不属于 3.4、3.5、3.6，本计划未在该版本上测试过。`,
  'unknown-version': () =>
    '此处无法得知 etcd 的版本。如果其工具不能抬高修订号（早于 3.4.27 或 3.5.10），预检会停止：请加上 --bump-revision 0 重新生成计划。',
  'not-raised': ({ version }) =>
    `修订号不会抬高${version === undefined ? '' : `（etcd ${version} 不支持）`}：灾难之前建立的 watch 可能漏掉变更，恢复后请重启所有控制器和 kubelet。`,
};
