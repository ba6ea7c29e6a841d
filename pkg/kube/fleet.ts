/** Many contexts of one kubeconfig: read once, over shared connections, with one login for each user. */

import { type NamedContext, namedContext } from '../backup/context-names.ts';
import { type Fields, textOf } from '../backup/fields.ts';
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
  /** Protocol, host and port of a context's server; empty where it has none. */
  serverOf(context: string): string;
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
  const serverOf = (fields: Fields | undefined): URL | undefined => {
    const cluster = config.clusters.get(textOf(fields?.['cluster']) ?? '');
    return URL.parse(textOf(cluster?.['server']) ?? '') ?? undefined;
  };
  return {
    contexts: [...config.contexts].map(([name, fields]) => namedContext(name, serverOf(fields)?.pathname)),
    serverOf: (context) => serverOf(config.contexts.get(context))?.origin ?? '',
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
