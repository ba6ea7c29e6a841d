/** What commands read of a cluster before they compute. */
import { type Configuration, readConfiguration } from '../backup/configuration.ts';
import { type ClusterNode, readNode } from '../backup/nodes.ts';
import { configurationRef, NODE } from '../backup/resource.ts';
import { UserError } from '../errors.ts';
import type { Cluster } from '../ports/cluster.ts';

/** The resource, read and understood. */
export async function readBackup(
  cluster: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<Configuration> {
  return readConfiguration(await cluster.get(configurationRef(name), { signal }));
}

/** A fact, or why it could not be read. */
export type Fact<T> = { readonly value: T } | { readonly unreadable: UserError };

/** Every node; where the person may not read nodes, that is the fact. Other failures are thrown: they hit every read. */
export async function readNodes(
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Fact<readonly ClusterNode[]>> {
  return factOf(async () => (await cluster.list(NODE, { signal })).items.map(readNode));
}

/** Runs a read; a refusal (403, 404) becomes the fact, anything else is thrown. */
export async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof UserError && (error.reason === 'Forbidden' || error.reason === 'NotFound')) {
      return { unreadable: error };
    }
    throw error;
  }
}
