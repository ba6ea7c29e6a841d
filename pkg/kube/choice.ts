/** Which cluster and user count: flags over the kubeconfig's entries, as client-go's ConfigOverrides lay them. */
import { resolve } from 'node:path';
import { type Fields, textOf } from '../backup/fields.ts';
import { EXIT, UsageError, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import type { ConnectionSettings, KubeWorld } from './settings.ts';

/** A cluster and a user with the flags laid over them. */
export interface Chosen {
  readonly contextName: string | undefined;
  readonly cluster: Fields;
  /** For messages; undefined where flags alone make the cluster. */
  readonly clusterName: string | undefined;
  readonly user: Fields;
  readonly userName: string | undefined;
}

/** Throws UsageError for a name that is not there. `cluster.server` may still be missing. */
export function choose(config: Kubeconfig, settings: ConnectionSettings, world: KubeWorld): Chosen {
  const contextName = settings.context || config.currentContext;
  const context = contextName === undefined ? undefined : config.contexts.get(contextName);
  if (contextName !== undefined && context === undefined)
    throw noSuch('context', contextName, config.contexts);
  const clusterName = settings.cluster || textOf(context?.['cluster']);
  const userName = settings.user || textOf(context?.['user']);
  // A name on the command line must exist; one in a context may dangle, as long as flags make up for it.
  if (settings.cluster && !config.clusters.has(settings.cluster))
    throw noSuch('cluster', settings.cluster, config.clusters);
  if (settings.user && !config.users.has(settings.user)) throw noSuch('user', settings.user, config.users);
  return {
    contextName,
    clusterName,
    userName,
    cluster: clusterWithFlags(config.clusters.get(clusterName ?? '') ?? {}, settings, world),
    user: userWithFlags(config.users.get(userName ?? '') ?? {}, settings, world),
  };
}

function noSuch(kind: string, name: string, known: ReadonlyMap<string, unknown>): UsageError {
  const names = [...known.keys()].slice(0, 8).map(visible).join(', ');
  return new UsageError(
    `the kubeconfig has no ${kind} "${visible(name)}"`,
    names === '' ? undefined : `it has ${names}`,
  );
}

/** Trust given by flags replaces all trust of the kubeconfig; a server given by flag drops the old server's TLS name. */
function clusterWithFlags(entry: Fields, settings: ConnectionSettings, world: KubeWorld): Fields {
  const { server, 'certificate-authority': ca, 'insecure-skip-tls-verify': insecure } = settings;
  const serverName = settings['tls-server-name'];
  const cluster: Record<string, unknown> = { ...entry };
  if (server) cluster['server'] = server;
  if (settings['proxy-url']) cluster['proxy-url'] = settings['proxy-url'];
  if (insecure === true || ca) {
    delete cluster['certificate-authority'];
    delete cluster['certificate-authority-data'];
    cluster['insecure-skip-tls-verify'] = insecure === true;
    if (ca) cluster['certificate-authority'] = resolve(world.cwd, ca);
  }
  if (serverName || server) delete cluster['tls-server-name'];
  if (serverName) cluster['tls-server-name'] = serverName;
  return cluster;
}

function userWithFlags(entry: Fields, settings: ConnectionSettings, world: KubeWorld): Fields {
  const user: Record<string, unknown> = { ...entry };
  for (const name of ['client-certificate', 'client-key'] as const) {
    const file = settings[name];
    if (!file) continue;
    delete user[`${name}-data`];
    user[name] = resolve(world.cwd, file);
  }
  const tokenFile = settings['token-file'];
  if (settings.token || tokenFile) delete user['token'];
  if (tokenFile) delete user['tokenFile'];
  if (settings.token) user['token'] = settings.token;
  else if (tokenFile) user['tokenFile'] = resolve(world.cwd, tokenFile);
  // kubectl passes over the flag without a word.
  if (settings.token && textOf(user['tokenFile']) !== undefined)
    world.say(
      "warning: the kubeconfig's token file counts before --token, as with kubectl; --token-file FILE replaces it",
    );
  if (settings.as) user['as'] = settings.as;
  if (settings['as-uid']) user['as-uid'] = settings['as-uid'];
  if (settings['as-group']?.length) user['as-groups'] = settings['as-group'];
  if (settings['as-user-extra']?.length) user['as-user-extra'] = extrasOf(settings['as-user-extra']);
  if (settings.username) user['username'] = settings.username;
  if (settings.password) user['password'] = settings.password;
  return user;
}

/** `key=value` entries as the kubeconfig has them: the values of each key. */
function extrasOf(entries: readonly string[]): Fields {
  const extras = new Map<string, string[]>();
  for (const entry of entries) {
    const at = entry.indexOf('=');
    if (at < 1) throw new UsageError(`--as-user-extra "${visible(entry)}" is not of the form key=value`);
    const key = entry.slice(0, at);
    extras.set(key, [...(extras.get(key) ?? []), entry.slice(at + 1)]);
  }
  return Object.fromEntries(extras);
}

/** No server was named anywhere. kubectl would try http://localhost:8080, where no API server has listened since 1.20. */
export function noServer(config: Kubeconfig, chosen: Chosen): UserError {
  const hint =
    'give --kubeconfig, set KUBECONFIG, or go through the platform with --platform-url and --platform-cluster';
  if (config.found.length === 0) {
    const looked = config.files.map(visible).join(', ');
    return new UserError(`no kubeconfig${looked === '' ? '' : `: looked for ${looked}`}`, {
      exitCode: EXIT.usage,
      hint,
      reason: 'NoKubeconfig',
    });
  }
  if (chosen.clusterName !== undefined) {
    const known = config.clusters.has(chosen.clusterName) ? 'has no server' : 'is not in the kubeconfig';
    return new UserError(`the cluster "${visible(chosen.clusterName)}" ${known}`, {
      exitCode: EXIT.usage,
      hint,
    });
  }
  return new UserError('the kubeconfig names no cluster to talk to', {
    exitCode: EXIT.usage,
    hint: 'choose one with --context, or set current-context (kubectl config get-contexts lists them)',
  });
}
