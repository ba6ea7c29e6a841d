/** What commands read of a cluster before they compute. */
import { type Configuration, readConfiguration } from '../backup/configuration.ts';
import { type ClusterNode, readNode } from '../backup/nodes.ts';
import { CONFIGURATION, configurationRef, NODE } from '../backup/resource.ts';
import { UserError } from '../errors.ts';
import type { Cluster } from '../ports/cluster.ts';

/** The resource, read and understood. */
export async function readBackup(
  cluster: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<Configuration> {
  try {
    return readConfiguration(await cluster.get(configurationRef(name), { signal }));
  } catch (error) {
    if (!(error instanceof UserError) || error.reason !== 'NotFound') throw error;
    throw new UserError(error.message, {
      hint: await namesInstead(cluster, signal),
      exitCode: error.exitCode,
      reason: error.reason,
      cause: error,
    });
  }
}

/** Which configurations there are, where there is none of the asked name. */
async function namesInstead(cluster: Cluster, signal: AbortSignal): Promise<string | undefined> {
  const found = await factOf(() => cluster.list(CONFIGURATION, { signal }));
  if (!('value' in found)) return undefined;
  const names = found.value.items.flatMap((one) => one.metadata?.name ?? []);
  if (names.length > 0) return `there is ${names.slice(0, 8).join(', ')}; choose with --name`;
  return 'there is none at all: is Alauda Container Platform Cluster Enhancer installed and healthy?';
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

/** 403, 404, and 404 for the whole kind. */
const REFUSALS: ReadonlySet<string> = new Set(['Forbidden', 'NotFound', 'KindNotFound']);

/** Runs a read; a refusal (403, 404) becomes the fact, anything else is thrown. */
export async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof UserError && REFUSALS.has(error.reason ?? '')) return { unreadable: error };
    throw error;
  }
}
