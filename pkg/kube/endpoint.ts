/** From settings to one endpoint: flags over kubeconfig, the platform's route, or the pod's own service account. */
import { readFileSync } from 'node:fs';
import { type Fields, textOf } from '../backup/fields.ts';
import { EXIT, UsageError, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import { identityOf } from './identity.ts';
import { type Kubeconfig, readKubeconfig } from './kubeconfig.ts';
import type { ConnectionSettings, Endpoint, KubeWorld } from './settings.ts';
import { tlsOf } from './tls.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Which server, and who we are to it. Nothing is sent. Throws UserError or UsageError. */
export function endpointOf(settings: ConnectionSettings, world: KubeWorld): Endpoint {
  if (settings['platform-url'] !== undefined || settings['platform-cluster'] !== undefined)
    return platformEndpoint(settings, world);
  const config = readKubeconfig(settings, world);
  const chosen = choose(config, settings);
  if (chosen === undefined) return inClusterEndpoint(config, settings, world);
  const { cluster, user, contextName } = chosen;
  const address = settings.server ?? textOf(cluster['server']) ?? 'http://localhost:8080';
  return {
    server: serverUrl(address),
    context: contextName,
    tls: tlsOf(cluster, user, settings, world),
    proxy: proxyOf(settings['proxy-url'] ?? textOf(cluster['proxy-url'])),
    identity: identityOf(user, settings, world),
  };
}

interface Chosen {
  readonly cluster: Fields;
  readonly user: Fields;
  readonly contextName: string | undefined;
}

/** undefined where there is neither a kubeconfig nor a flag that names a server. */
function choose(config: Kubeconfig, settings: ConnectionSettings): Chosen | undefined {
  const contextName = settings.context ?? config.currentContext;
  const context = contextName === undefined ? undefined : config.contexts.get(contextName);
  if (settings.context !== undefined && context === undefined)
    throw noSuch('context', settings.context, config.contexts);
  const clusterName = settings.cluster ?? textOf(context?.['cluster']);
  const userName = settings.user ?? textOf(context?.['user']);
  const cluster = clusterName === undefined ? undefined : config.clusters.get(clusterName);
  const user = userName === undefined ? undefined : config.users.get(userName);
  if (settings.cluster !== undefined && cluster === undefined)
    throw noSuch('cluster', settings.cluster, config.clusters);
  if (settings.user !== undefined && user === undefined) throw noSuch('user', settings.user, config.users);
  if (settings.server === undefined && cluster === undefined) {
    if (config.found.length === 0) return undefined;
    if (contextName !== undefined && context === undefined)
      throw noSuch('context', contextName, config.contexts);
    throw new UserError('the kubeconfig names no cluster to talk to', {
      exitCode: EXIT.usage,
      hint: 'choose one with --context, or set current-context (kubectl config get-contexts lists them)',
    });
  }
  return {
    cluster: cluster ?? {},
    user: user ?? {},
    contextName: context === undefined ? undefined : contextName,
  };
}

function noSuch(kind: string, name: string, known: ReadonlyMap<string, unknown>): UsageError {
  const names = [...known.keys()].slice(0, 8).map(visible).join(', ');
  return new UsageError(
    `the kubeconfig has no ${kind} "${visible(name)}"`,
    names === '' ? undefined : `it has ${names}`,
  );
}

/** The documented curl as flags: `<platform>/kubernetes/<cluster>/` with a bearer token. */
function platformEndpoint(settings: ConnectionSettings, world: KubeWorld): Endpoint {
  const { 'platform-url': platform, 'platform-cluster': cluster } = settings;
  if (platform === undefined || cluster === undefined) {
    throw new UsageError('--platform-url and --platform-cluster go together');
  }
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(cluster))
    throw new UsageError(`"${visible(cluster)}" is not the name of a cluster`);
  const token = settings.token ?? world.env['ACP_TOKEN'];
  if (token === undefined && settings['token-file'] === undefined) {
    throw new UsageError(
      'no token for the platform',
      'put it into ACP_TOKEN, or into a file for --token-file',
    );
  }
  return {
    server: new URL(`kubernetes/${cluster}/`, serverUrl(platform)),
    context: undefined,
    tls: tlsOf({}, {}, settings, world),
    proxy: proxyOf(settings['proxy-url']),
    identity: identityOf(token === undefined ? {} : { token }, settings, world),
  };
}

function inClusterEndpoint(config: Kubeconfig, settings: ConnectionSettings, world: KubeWorld): Endpoint {
  const host = world.env['KUBERNETES_SERVICE_HOST'];
  const port = world.env['KUBERNETES_SERVICE_PORT'];
  const tokenFile = `${SERVICE_ACCOUNT}/token`;
  if (host === undefined || port === undefined || !isReadable(tokenFile)) {
    throw new UserError(`no kubeconfig: looked for ${config.files.map(visible).join(', ')}`, {
      exitCode: EXIT.usage,
      hint: 'give --kubeconfig, set KUBECONFIG, or go through the platform with --platform-url and --platform-cluster',
    });
  }
  const cluster = { 'certificate-authority': `${SERVICE_ACCOUNT}/ca.crt` };
  return {
    server: serverUrl(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    context: undefined,
    tls: tlsOf(cluster, {}, settings, world),
    proxy: proxyOf(settings['proxy-url']),
    identity: identityOf({ tokenFile }, settings, world),
  };
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** A server's address with its path prefix, ending in a slash so that relative paths keep the prefix. */
export function serverUrl(address: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `"${visible(address)}" is not the address of a server`,
      'it looks like https://host:6443',
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.search = '';
  url.hash = '';
  return url;
}

function proxyOf(text: string | undefined): URL | undefined {
  if (text === undefined || text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^(https?|socks5h?):$/.test(url.protocol)) {
    throw new UsageError(
      '--proxy-url is not the address of a proxy',
      'it looks like http://host:3128 or socks5://host:1080',
    );
  }
  return url;
}
