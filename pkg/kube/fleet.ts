/** Many contexts of one kubeconfig: read once, over shared connections, with one login for each user. */

import { type NamedContext, namedContext } from '../backup/context-names.ts';
import { textOf } from '../backup/fields.ts';
import type { Cluster } from '../ports/cluster.ts';
import { openWire } from '../wire/send.ts';
import { openCluster } from './cluster.ts';
import { endpointOf } from './endpoint.ts';
import { readKubeconfig } from './kubeconfig.ts';
import type { ConnectionSettings, KubeWorld } from './settings.ts';
import { timeLimitMs } from './time-limit.ts';

export interface Fleet {
  /** In the kubeconfig's order. */
  readonly contexts: readonly NamedContext[];
  /** Sends nothing yet. Throws UserError where the context cannot work. Not to be closed by itself. */
  open(context: string): Cluster;
  /** Frees sockets, and ends credential plugins that still run. */
  close(): void;
}

/** Reads the kubeconfig. Throws UserError or UsageError. */
export function connectFleet(settings: ConnectionSettings, world: KubeWorld): Fleet {
  const config = readKubeconfig(settings, world);
  const timeoutMs = timeLimitMs(settings['request-timeout']);
  const wire = openWire();
  const over = new AbortController();
  const signal = world.signal === undefined ? over.signal : AbortSignal.any([world.signal, over.signal]);
  const shared = { config, identities: new Map() };
  return {
    contexts: [...config.contexts].map(([name, fields]) => {
      const server = textOf(config.clusters.get(textOf(fields['cluster']) ?? '')?.['server']);
      return namedContext(name, pathOf(server));
    }),
    open(context) {
      const own = { ...world, signal };
      const endpoint = endpointOf({ ...settings, context }, own, shared);
      return openCluster(endpoint, timeoutMs, settings.verbosity, own, wire);
    },
    close() {
      over.abort();
      wire.close();
    },
  };
}

function pathOf(server: string | undefined): string | undefined {
  return server !== undefined && URL.canParse(server) ? new URL(server).pathname : undefined;
}
