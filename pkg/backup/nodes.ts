/** Nodes of the cluster: who is a control-plane node, and whose IP is whose. */
import type { KubeObject } from '../ports/cluster.ts';
import { fieldsOf, listOf, scalarText, textOf } from './fields.ts';
import { canonicalIp } from './file-name.ts';

export interface ClusterNode {
  readonly name: string;
  /** Every InternalIP in its canonical form, in order. */
  readonly ips: readonly string[];
  readonly controlPlane: boolean;
  /** When the node joined, as the API tells it. */
  readonly created: string | undefined;
  /** `status.nodeInfo.osImage`, to tell an Immutable OS. */
  readonly osImage: string | undefined;
  /** Bytes of the disk that the kubelet lives on; undefined where the node does not tell. */
  readonly diskBytes?: number | undefined;
}

const CONTROL_PLANE_LABELS = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** Reads a Node, whatever is missing. */
export function readNode(object: KubeObject): ClusterNode {
  const status = fieldsOf(object['status']);
  const addresses = listOf(status['addresses']).map(fieldsOf);
  const labels = object.metadata?.labels ?? {};
  return {
    name: textOf(object.metadata?.name) ?? '',
    ips: addresses.flatMap((one) => (one['type'] === 'InternalIP' ? addressOf(one['address']) : [])),
    controlPlane: CONTROL_PLANE_LABELS.some((label) => label in labels),
    created: textOf(object.metadata?.creationTimestamp),
    osImage: textOf(fieldsOf(status['nodeInfo'])['osImage']),
    diskBytes: bytesOf(fieldsOf(status['capacity'])['ephemeral-storage']),
  };
}

/** One address is spelled in one way here, wherever it comes from. */
function addressOf(value: unknown): string | [] {
  const text = textOf(value);
  return text === undefined ? [] : (canonicalIp(text) ?? text);
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

/** A quantity of bytes as the API writes it: `101430960Ki`. */
function bytesOf(quantity: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kMGTP]|[KMGTP]i)?$/.exec(scalarText(quantity) ?? '');
  return match === null ? undefined : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
}

/** Names by IP. An IP that two nodes claim names neither. */
export function namesByIp(nodes: readonly ClusterNode[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const twice = new Set<string>();
  for (const node of nodes) {
    for (const ip of node.ips) {
      if (names.has(ip) && names.get(ip) !== node.name) twice.add(ip);
      names.set(ip, node.name);
    }
  }
  for (const ip of twice) names.delete(ip);
  return names;
}
