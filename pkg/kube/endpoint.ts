/** From settings to one endpoint: flags over kubeconfig, the platform's route, or the pod's own service account. */
import { statSync } from 'node:fs';
import { textOf } from '../backup/fields.ts';
import { UsageError } from '../errors.ts';
import { environmentProxy, proxyUrl } from '../wire/proxy-environment.ts';
import { visible } from '../words/visible.ts';
import { choose, noServer } from './choice.ts';
import { identityOf, type SharedIdentities, staticIdentity } from './identity.ts';
import { type Kubeconfig, readKubeconfig } from './kubeconfig.ts';
import { platformUrl, serverUrl } from './server-url.ts';
import type { ConnectionSettings, Endpoint, KubeWorld } from './settings.ts';
import { tlsOf } from './tls.ts';
import { checkUsable } from './usable.ts';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What many contexts of one run have in common. */
export interface Shared {
  readonly config: Kubeconfig;
  readonly identities: SharedIdentities;
}

/** Which server, and who we are to it. Nothing is sent. Throws UserError or UsageError. */
export function endpointOf(settings: ConnectionSettings, world: KubeWorld, shared?: Shared): Endpoint {
  if (settings['platform-url'] !== undefined || settings['platform-cluster'] !== undefined)
    return platformEndpoint(settings, world);
  if (settings['certificate-authority'] && settings['insecure-skip-tls-verify'] === true)
    throw new UsageError('--certificate-authority and --insecure-skip-tls-verify cannot both be given');
  const config = shared?.config ?? readKubeconfig(settings, world);
  const chosen = choose(config, settings, world);
  // One of many contexts that names no server is broken: the pod's own cluster would stand in its row.
  const alone = shared === undefined;
  const address =
    textOf(chosen.cluster['server']) ?? (alone ? textOf(world.env['KUBERNETES_MASTER']) : undefined);
  if (address === undefined) {
    const inside = alone ? inClusterEndpoint(settings, world) : undefined;
    if (inside !== undefined) return inside;
    throw noServer(config, chosen);
  }
  checkUsable(chosen);
  const server = serverUrl(address);
  const { cluster, user } = chosen;
  const identity = identityOf(chosen, config, server, world, shared?.identities);
  return {
    server: withoutUser(server),
    context: chosen.contextName,
    tls: server.protocol === 'https:' ? tlsOf(cluster, user) : {},
    proxy: proxyOf(server, textOf(cluster['proxy-url']), world),
    ...identity,
  };
}

/** user:password@ of a server's address goes into a header, never into a message. */
function withoutUser(server: URL): URL {
  const plain = new URL(server);
  plain.username = '';
  plain.password = '';
  return plain;
}

/** The setting, else the environment's. */
function proxyOf(server: URL, setting: string | undefined, world: KubeWorld): URL | undefined {
  if (setting !== undefined) return proxyUrl(setting, 'proxy-url');
  return environmentProxy(server, world.env);
}

/** The documented curl as flags: `<platform>/kubernetes/<cluster>/` with a bearer token. */
function platformEndpoint(settings: ConnectionSettings, world: KubeWorld): Endpoint {
  const { 'platform-url': platform, 'platform-cluster': cluster } = settings;
  if (platform === undefined || cluster === undefined) {
    throw new UsageError('--platform-url and --platform-cluster go together');
  }
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(cluster))
    throw new UsageError(`"${visible(cluster)}" is not the name of a cluster`);
  // What is empty, as of a variable that is not set, is not given.
  const token = settings.token || (settings['token-file'] ? undefined : world.env['ACP_TOKEN']);
  if (!token && !settings['token-file']) {
    throw new UsageError(
      'no token for the platform',
      'put it into ACP_TOKEN, or into a file for --token-file',
    );
  }
  const empty = { contexts: new Map(), clusters: new Map(), users: new Map(), userFiles: new Map() };
  const config = { ...empty, currentContext: undefined, files: [], found: [] };
  const named = { ...settings, context: undefined, cluster: undefined, user: undefined };
  const chosen = choose(config, token ? { ...named, token } : named, world);
  checkUsable(chosen);
  const server = new URL(`kubernetes/${cluster}/`, platformUrl(platform));
  return {
    server: withoutUser(server),
    context: undefined,
    tls: tlsOf(chosen.cluster, chosen.user),
    proxy: proxyOf(server, settings['proxy-url'], world),
    identity: staticIdentity(chosen.user),
  };
}

/** In a pod: the service account's token and authority; flags for server, token and authority still count. */
function inClusterEndpoint(settings: ConnectionSettings, world: KubeWorld): Endpoint | undefined {
  const host = world.env['KUBERNETES_SERVICE_HOST'];
  const port = world.env['KUBERNETES_SERVICE_PORT'];
  const tokenFile = `${SERVICE_ACCOUNT}/token`;
  if (!host || !port || !isFile(tokenFile)) return undefined;
  refuseOthers(settings);
  const server = serverUrl(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
  const cluster = {
    'certificate-authority': settings['certificate-authority'] ?? `${SERVICE_ACCOUNT}/ca.crt`,
  };
  return {
    server,
    context: undefined,
    tls: tlsOf(cluster, {}),
    proxy: proxyOf(server, undefined, world),
    identity: staticIdentity(settings.token ? { token: settings.token } : { tokenFile }),
  };
}

/** What the pod's own account cannot heed must not be passed over in silence. */
function refuseOthers(settings: ConnectionSettings): void {
  const given = NOT_IN_POD.find((name) => isGiven(settings[name]));
  if (given !== undefined)
    throw new UsageError(
      `--${given} does not go with the account of the pod`,
      'write a kubeconfig for it, and name that with --kubeconfig',
    );
}

const isGiven = (value: string | boolean | readonly string[] | undefined): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value);

const NOT_IN_POD = [
  'as',
  'as-group',
  'as-uid',
  'as-user-extra',
  'client-certificate',
  'client-key',
  'username',
  'password',
  'insecure-skip-tls-verify',
  'tls-server-name',
  'proxy-url',
] as const;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
