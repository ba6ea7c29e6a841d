/** The spec's own list of nodes to back up. Its field is not documented, so it is known by what it holds. */
import type { KubeObject } from '../../ports/cluster.ts';
import { fieldsOf, listOf, textOf } from '../fields.ts';
import { isIp } from '../file-name.ts';
import type { ClusterNode } from '../nodes.ts';

/** Fields whose lists are of something else. */
const STORAGE = new Set(['localStorage', 'remoteStorage']);
/** `spec.nodes`, `spec.source.nodes`, and one deeper. */
const DEEPEST = 3;

/**
 * The entries (names or IPs) of the first list in `spec` in which every entry is a node of the cluster. Where nodes
 * cannot be read: in which every entry is an IP. Empty where the spec has none.
 */
export function nodesOfSpec(object: KubeObject, nodes: readonly ClusterNode[] | undefined): string[] {
  const isNode = (text: string): boolean =>
    nodes === undefined ? isIp(text) : nodes.some((node) => node.name === text || node.ips.includes(text));
  return search(object['spec'], isNode, 0) ?? [];
}

function search(value: unknown, isNode: (text: string) => boolean, depth: number): string[] | undefined {
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) return wholeList(value, isNode);
  for (const [name, field] of Object.entries(fieldsOf(value))) {
    const found = depth === 0 && STORAGE.has(name) ? undefined : search(field, isNode, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function wholeList(value: unknown, isNode: (text: string) => boolean): string[] | undefined {
  const entries = listOf(value);
  const named = entries.flatMap((entry) => nameIn(entry, isNode) ?? []);
  return named.length > 0 && named.length === entries.length ? [...new Set(named)] : undefined;
}

/** A text, or the field of an object that names a node. */
function nameIn(entry: unknown, isNode: (text: string) => boolean): string | undefined {
  const texts = typeof entry === 'string' ? [entry] : Object.values(fieldsOf(entry));
  return texts.flatMap((text) => textOf(text) ?? []).find(isNode);
}
