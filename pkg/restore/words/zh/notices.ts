import { type ClusterReason, reasonText } from '../../../snapshot/cluster-reasons.ts';
import type { NoticeWords } from '../notice-words.ts';
import { clusterReasons } from './cluster-reasons.ts';

const because = (reasons: readonly ClusterReason[]): string =>
  reasons.map((one) => reasonText(one, clusterReasons)).join('；');

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
    '此处无法得知现在运行的 etcd 版本。如果其工具不能抬高修订号（早于 3.4.27 或 3.5.10），预检会说明并略过；若只有部分节点支持而导致校验码不同，请加上 --bump-revision 0 重新生成计划。',
  'not-raised': ({ version }) =>
    `修订号不会抬高${version === undefined ? '' : `（etcd ${version} 不支持）`}：灾难之前建立的 watch 可能漏掉变更，恢复后请重启所有控制器和 kubelet。`,
  'kit-age': ({ saved, age, stale }) =>
    `本计划来自保存于 ${saved} 的应急包，${age === null ? '晚于本机的当前时间：两台机器的时钟有一个不准' : `距今 ${age}${stale ? '，时间较久' : ''}`}。其后节点和地址、etcd 版本、S3 存储、本地路径都可能已改变。预检会核对名称、地址和清单，但无法得知后来新增的节点；在 API 还能应答时，可用 “kubectl etcdbackup check --kit DIR” 查出。`,
  'kit-altered': () =>
    'kit.json 与保存时不同：可能已损坏，或被手工修改过。开始之前，请把本计划中的名称和地址与实际机器核对。',
  'in-kit': () =>
    '本计划属于一个应急包，是在一切正常时生成的：其后节点、地址和 etcd 版本都可能已改变。如果手边有本插件，可用 “kubectl etcdbackup restore --kit DIR --snapshot FILE --output-dir PLAN” 据此生成新计划。这些脚本只能用于一次恢复：之后请重新生成应急包。',
  'even-with-quorum': () => '有意为之：集群可能仍有多数成员。快照之后写入的内容会在所有节点上被丢弃。',
  'no-confirm': () => '阶段 1 不会要求输入校验码：继续之前请自行比较。',
  forced: () =>
    '已强制：如果快照不含本计划的任何成员，或者未经查看的快照末尾没有 SHA-256，预检只会警告而不会停止。',
  'not-looked': () =>
    '还没有人查看过快照的内容。预检会检查它是否完整、是否含有本计划的成员；是不是您想要的那一份，只能由您确认。“kubectl etcdbackup inspect FILE” 可显示其中的节点和对象。',
  'holder-by-name': ({ node }) =>
    `从文件名看，它产生于 ${node}：其他节点从那里获取。可用 --snapshot-node 指定其他节点。`,
  'url-expires': ({ at }) => `快照的 URL 将于 ${at} 过期。在同一目录重新生成本计划即可得到新的 URL。`,
  'other-cluster-unknown': ({ reasons }) => `无法确定快照是否属于本集群：${because(reasons)}。`,
  'encryption-keys': ({ keys }) =>
    `快照中有对象以 ${keys.join('、')} 加密：快照不包含这些密钥。每个节点的加密配置中都必须有它们，预检会核对；如果配置也已丢失，请先从您保存的 /etc/kubernetes 副本中恢复。`,
  damaged: ({ why }) =>
    `已强制：快照已损坏：${why}。预检没有 --force：它会比较 SHA-256 并试恢复；如果失败，本计划到此为止，不会改动任何内容。`,
  'other-cluster': ({ reasons }) =>
    `已强制：快照属于另一个集群（${because(reasons)}）。在这里恢复会破坏本集群。`,
  'too-old': ({ age, most }) => `已强制：快照已有 ${age}，超过 ${most}。其中的证书和 token 可能已过期。`,
  'no-hash': () => '已强制：快照末尾没有 SHA-256，无法证明其完整。',
};
