/** Who we are: bearer tokens, basic auth, impersonation, and the plugins that know. */
import { type Fields, fieldsOf, textOf } from '../backup/fields.ts';
import { EXIT, UsageError, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import type { Chosen } from './choice.ts';
import { impersonation } from './impersonation.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import type { Endpoint, Identity, KubeWorld } from './settings.ts';
import { readSmallFile } from './small-file.ts';

type Headers = Record<string, string | readonly string[]>;
type Asked = Pick<Endpoint, 'identity' | 'rejected'>;

/** Credential plugins that were started, by user: contexts that share a user share its login. */
export type SharedIdentities = Map<string, Asked>;

/** The identity of each request. A token or password wins over a plugin, and only https carries either. Throws UsageError. */
export function identityOf(
  chosen: Chosen,
  config: Kubeconfig,
  server: URL,
  world: KubeWorld,
  shared: SharedIdentities = new Map(),
): Asked {
  const { user } = chosen;
  const acting = impersonation(user);
  if (server.protocol === 'http:') return { identity: async () => ({ headers: acting }) };
  if (!canIdentify(user)) throw nobody(chosen, config);
  if (server.username !== '') return { identity: staticIdentity(urlIdentity(user, server)) };
  const has = (name: string): boolean => textOf(user[name]) !== undefined;
  if (['token', 'tokenFile', 'username', 'password'].some(has)) return { identity: staticIdentity(user) };
  const exec = fieldsOf(user['exec']);
  // A plugin that is told the cluster may answer something else for the next one.
  const login = `${exec['provideClusterInfo'] === true ? server.href : ''} ${chosen.userName ?? ''}`;
  const once = (start: () => Asked): Asked => {
    const started = shared.get(login) ?? start();
    shared.set(login, started);
    return started;
  };
  if (textOf(exec['command']) !== undefined) return once(() => execIdentity(chosen, acting, world));
  if (textOf(fieldsOf(user['auth-provider'])['name']) !== undefined)
    return once(() => providerIdentity(chosen, config, acting, world));
  return { identity: async () => ({ headers: acting }) };
}

/** client-go's canIdentifyUser: without any of these kubectl asks for a user name and a password, which no API server takes any more. */
function canIdentify(user: Fields): boolean {
  const ways = ['token', 'tokenFile', 'username', 'client-certificate', 'client-certificate-data'];
  const texts = ways.some((name) => textOf(user[name]) !== undefined);
  return texts || ['exec', 'auth-provider'].some((name) => Object.keys(fieldsOf(user[name])).length > 0);
}

function nobody({ contextName, userName }: Chosen, config: Kubeconfig): UsageError {
  const user = `the user "${visible(userName ?? '')}"`;
  const context =
    contextName === undefined ? 'no user is named' : `the context "${visible(contextName)}" names no user`;
  const why =
    userName === undefined
      ? context
      : config.users.has(userName)
        ? `${user} has no token, certificate or plugin`
        : `${user} is not in the kubeconfig`;
  return new UsageError(
    `nothing tells the server who we are: ${why}`,
    'choose one with --user, or give --token',
  );
}

/** https://user:password@host wins over every token, as in Go's net/http. */
function urlIdentity(user: Fields, { username, password }: URL): Fields {
  const { token: _token, tokenFile: _file, ...others } = user;
  return { ...others, username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** Loaded only where a user has a plugin. */
function execIdentity(chosen: Chosen, acting: Headers, world: KubeWorld): Asked {
  const loaded = import('./exec-plugin.ts').then(({ execPlugin }) => execPlugin(chosen, world));
  loaded.catch(() => undefined);
  return {
    async identity(signal) {
      const { token, ...tls } = await (await loaded).credential(signal);
      const headers = token === undefined ? acting : { ...bearer(token), ...acting };
      return tls.cert === undefined ? { headers } : { headers, tls };
    },
    rejected: () => void loaded.then((plugin) => plugin.forget()),
  };
}

function providerIdentity(chosen: Chosen, config: Kubeconfig, acting: Headers, world: KubeWorld): Asked {
  const loaded = import('./auth-provider.ts').then(({ authProvider }) => authProvider(chosen, config, world));
  loaded.catch(() => undefined);
  return {
    identity: async () => ({ headers: { ...bearer(await (await loaded)()), ...acting } }),
  };
}

/** Tokens, token files (read each time: they rotate) and basic auth. */
export function staticIdentity(user: Fields): Endpoint['identity'] {
  const acting = impersonation(user);
  const token = textOf(user['token']);
  const file = textOf(user['tokenFile']);
  const name = textOf(user['username']);
  const password = textOf(user['password']);
  return async (): Promise<Identity> => {
    // As client-go: the file wins over the token, which stands in while the file cannot be read.
    if (file !== undefined) return { headers: { ...bearer(readToken(file, token)), ...acting } };
    if (token !== undefined) return { headers: { ...bearer(token), ...acting } };
    if (name === undefined && password === undefined) return { headers: acting };
    const pair = Buffer.from(`${name ?? ''}:${password ?? ''}`).toString('base64');
    return { headers: { authorization: `Basic ${pair}`, ...acting } };
  };
}

function bearer(token: string): Headers {
  if (/[^\u0020-\u007e]/.test(token))
    throw new UsageError('the token has characters that no token has: is it the right one?');
  return { authorization: `Bearer ${token}` };
}

function readToken(file: string, instead: string | undefined): string {
  try {
    const token = readSmallFile(file).toString('utf8').trim();
    if (token !== '') return token;
  } catch (error) {
    if (instead !== undefined) return instead;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UserError(`cannot read the token file ${visible(file)}: ${code}`, {
      exitCode: EXIT.usage,
      cause: error,
    });
  }
  if (instead !== undefined) return instead;
  throw new UserError(`the token file ${visible(file)} is empty`, { exitCode: EXIT.usage });
}
