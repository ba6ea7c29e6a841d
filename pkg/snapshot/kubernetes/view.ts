/** The inventory by resource and by namespace. */
import type { EncryptionKeyCount } from './encryption.ts';
import { groupOf, type Inventory, type Tally } from './inventory.ts';
import type { NodeFacts } from './nodes.ts';

export interface ResourceCount {
  /** Empty for the core group. */
  readonly group: string;
  readonly resource: string;
  /** Empty where every object is encrypted. */
  readonly kind: string;
  readonly objects: number;
  /** Keys and values as they lie in etcd. */
  readonly bytes: number;
  /** How many of the objects are encrypted at rest. */
  readonly encrypted: number;
}

export interface NamespaceCount {
  readonly namespace: string;
  readonly objects: number;
  readonly bytes: number;
}

export interface KubernetesView {
  readonly objects: number;
  readonly bytes: number;
  /** How many Namespace objects there are. */
  readonly namespaces: number;
  /** Largest first. */
  readonly resources: readonly ResourceCount[];
  /** Namespaces that hold objects, largest first. */
  readonly byNamespace: readonly NamespaceCount[];
  /** The API server needs these for what it has encrypted at rest. No snapshot holds them. */
  readonly encryptionKeys: readonly EncryptionKeyCount[];
  /** Share of the objects, and of their bytes, that are events: 0 to 1. */
  readonly events: { readonly objects: number; readonly bytes: number };
  readonly controlPlaneNodes: readonly NodeFacts[];
  readonly workerNodes: readonly NodeFacts[];
  /** Nodes whose role cannot be read because they are encrypted. */
  readonly otherNodes: readonly NodeFacts[];
  /** Names a cluster for its whole life; null where the namespace is encrypted or missing. */
  readonly kubeSystemUid: string | null;
  /** Keys of the API server's own bookkeeping, which no API shows. */
  readonly internalKeys: number;
  /** Keys that are not Kubernetes'. */
  readonly otherKeys: number;
}

/** null where no key is Kubernetes'. */
export function kubernetesView(inventory: Inventory): KubernetesView | null {
  const tallies = inventory.tallies.filter((tally) => !tally.internal && tally.objects > 0);
  if (tallies.length === 0) return null;
  const objects = sum(tallies, 'objects');
  const bytes = sum(tallies, 'bytes');
  const nodes = [...inventory.nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const resources = resourceCounts(tallies);
  const events = tallies.filter(({ resource, group }) => resource === 'events' && group === '');
  const otherKeys = inventory.tallies[0]?.objects ?? 0;
  return {
    objects,
    bytes,
    namespaces:
      resources.find(({ group, resource }) => group === '' && resource === 'namespaces')?.objects ?? 0,
    resources,
    byNamespace: namespaceCounts(tallies),
    encryptionKeys: inventory.encryptionKeys.list(),
    events: { objects: sum(events, 'objects') / objects, bytes: sum(events, 'bytes') / bytes },
    controlPlaneNodes: nodes.filter(({ controlPlane }) => controlPlane === true),
    workerNodes: nodes.filter(({ controlPlane }) => controlPlane === false),
    otherNodes: nodes.filter(({ controlPlane }) => controlPlane === undefined),
    kubeSystemUid: inventory.kubeSystemUid ?? null,
    internalKeys: inventory.liveKeys - objects - otherKeys,
    otherKeys,
  };
}

function sum(tallies: readonly Tally[], what: 'objects' | 'bytes' | 'encrypted'): number {
  return tallies.reduce((total, tally) => total + tally[what], 0);
}

const largestFirst = (a: { bytes: number }, b: { bytes: number }): number => b.bytes - a.bytes;

function resourceCounts(tallies: readonly Tally[]): ResourceCount[] {
  const byResource = Map.groupBy(tallies, (tally) => `${groupOf(tally)}/${tally.resource}`);
  return [...byResource.values()]
    .map((same) => {
      const [first] = same as [Tally, ...Tally[]];
      return {
        group: groupOf(first),
        resource: first.resource,
        kind: same.find(({ kind }) => kind !== '')?.kind ?? '',
        objects: sum(same, 'objects'),
        bytes: sum(same, 'bytes'),
        encrypted: sum(same, 'encrypted'),
      };
    })
    .sort(largestFirst);
}

function namespaceCounts(tallies: readonly Tally[]): NamespaceCount[] {
  const namespaced = tallies.filter(({ namespace }) => namespace !== '');
  return [...Map.groupBy(namespaced, ({ namespace }) => namespace)]
    .map(([namespace, same]) => ({ namespace, objects: sum(same, 'objects'), bytes: sum(same, 'bytes') }))
    .sort(largestFirst);
}
