/** The door of this room: settings → Cluster. */
import type { Cluster } from '../ports/cluster.ts';
import { openCluster } from './cluster.ts';
import { endpointOf } from './endpoint.ts';
import { readKubeconfig } from './kubeconfig.ts';
import type { ConnectionSettings, KubeWorld } from './settings.ts';
import { timeLimitMs } from './time-limit.ts';

/** Reads kubeconfig and files; sends nothing yet. Throws UserError or UsageError. */
export async function connectCluster(settings: ConnectionSettings, world: KubeWorld): Promise<Cluster> {
  const over = new AbortController();
  const signal = world.signal === undefined ? over.signal : AbortSignal.any([world.signal, over.signal]);
  const own = { ...world, signal };
  const timeoutMs = timeLimitMs(settings['request-timeout']);
  const cluster = openCluster(endpointOf(settings, own), timeoutMs, settings.verbosity, own);
  return {
    ...cluster,
    close() {
      // A credential plugin that still runs has nobody left to tell.
      over.abort();
      cluster.close();
    },
  };
}

/** The contexts of the kubeconfig, in order. */
export function kubeContexts(settings: ConnectionSettings, world: KubeWorld): readonly string[] {
  return [...readKubeconfig(settings, world).contexts.keys()];
}
