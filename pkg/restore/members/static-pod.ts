/** What a static etcd pod, as the API mirrors it, says of its member. Any shape is read; nothing is believed. */
import { fieldsOf, listOf, textOf } from '../../backup/fields.ts';
import type { KubeObject } from '../../ports/cluster.ts';

export interface EtcdPod {
  readonly name: string;
  /** `spec.nodeName`. */
  readonly node: string;
  readonly image: string | undefined;
  /** The command and its arguments, as they stand. */
  readonly words: readonly string[];
  /** Every container of the pod is ready. */
  readonly ready: boolean;
}

/** Far more than etcd has options. */
const MOST_WORDS = 200;

/** undefined for a pod that runs on no node. */
export function readEtcdPod(object: KubeObject): EtcdPod | undefined {
  const spec = fieldsOf(object['spec']);
  const node = textOf(spec['nodeName']);
  if (node === undefined) return undefined;
  const containers = listOf(spec['containers']).map(fieldsOf);
  const etcd = containers.find((one) => one['name'] === 'etcd') ?? containers[0] ?? {};
  const words = [...listOf(etcd['command']), ...listOf(etcd['args'])].flatMap((word) => textOf(word) ?? []);
  return {
    name: object.metadata?.name ?? '',
    node,
    image: textOf(etcd['image']),
    words: words.slice(0, MOST_WORDS),
    ready: isReady(object),
  };
}

/** The etcd of a node: the one that the kubelet names, before anything else that carries its label. */
export function etcdPodOn(node: string, pods: readonly EtcdPod[]): EtcdPod | undefined {
  const there = pods.filter((pod) => pod.node === node);
  return there.find(({ name }) => name === `etcd-${node}`) ?? there[0];
}

function isReady(object: KubeObject): boolean {
  const conditions = listOf(fieldsOf(object['status'])['conditions']).map(fieldsOf);
  return conditions.some((one) => one['type'] === 'Ready' && one['status'] === 'True');
}

/** The value of `--option=value` or `--option value`; of several the last, as etcd reads them. */
export function argumentOf(words: readonly string[], option: string): string | undefined {
  let found: string | undefined;
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^--?([a-z0-9-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name === option) found = value ?? words[index + 1];
  }
  return found;
}
