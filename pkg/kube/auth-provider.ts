/** `auth-provider` of a kubeconfig: OIDC, whose refreshed login is written back (client-node does not: #399, #825). */
import { type Fields, fieldsOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import type { Chosen } from './choice.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { refreshLogin, type Tokens } from './oidc-refresh.ts';
import { lockFile, readLogin, saveLogin } from './oidc-store.ts';
import type { KubeWorld } from './settings.ts';

/** A token that ends within this is not worth sending (client-go: expiryDelta). */
const SOON_MS = 10_000;

/** Gives the token of each request; asks the identity provider once where the saved one has expired. */
export function authProvider(chosen: Chosen, config: Kubeconfig, world: KubeWorld): () => Promise<string> {
  const provider = fieldsOf(chosen.user['auth-provider']);
  const name = textOf(provider['name']) ?? '';
  if (name !== 'oidc') throw unknownProvider(name);
  const settings = fieldsOf(provider['config']);
  for (const key of ['idp-issuer-url', 'client-id'])
    if (textOf(settings[key]) === undefined) throw wrong(`the auth-provider oidc has no ${key}`);
  let token = validToken(settings, world);
  let refreshing: Promise<string> | undefined;
  return async () => {
    if (token !== undefined && endsLater(token, world)) return token;
    refreshing ??= freshToken(chosen, config, settings, world);
    try {
      token = await refreshing;
    } finally {
      refreshing = undefined;
    }
    return token;
  };
}

function unknownProvider(name: string): UserError {
  return new UserError(`the auth-provider "${visible(name)}" is not one that Kubernetes clients still have`, {
    exitCode: EXIT.usage,
    hint: 'its maker offers a credential plugin (exec) instead: log in anew with its tool',
    reason: 'Plugin',
  });
}

function wrong(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.usage, reason: 'Plugin' });
}

/** Under the file's lock: another program may have refreshed while we waited, and a refresh token is often good only once. */
async function freshToken(
  chosen: Chosen,
  config: Kubeconfig,
  settings: Fields,
  world: KubeWorld,
): Promise<string> {
  const file = config.userFiles.get(chosen.userName ?? '');
  const unlock = file === undefined ? undefined : await lockFile(file, world);
  try {
    const saved = file === undefined ? settings : readLogin(file, chosen.userName ?? '', settings);
    const known = validToken(saved, world);
    if (known !== undefined) return known;
    if (textOf(saved['refresh-token']) === undefined) {
      throw new UserError('the login has expired, and there is no refresh-token', {
        exitCode: EXIT.unreachable,
        hint: 'log in again with the tool that wrote the kubeconfig',
        reason: 'Unauthorized',
      });
    }
    const tokens = await refreshLogin(saved, world);
    if (file !== undefined && unlock !== undefined) keep(file, chosen.userName ?? '', tokens, world);
    return tokens.idToken;
  } finally {
    unlock?.();
  }
}

/** A login that cannot be saved still serves this run. */
function keep(file: string, userName: string, tokens: Tokens, world: KubeWorld): void {
  try {
    saveLogin(file, userName, tokens);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    world.say(
      `the refreshed login could not be saved in ${visible(file)} (${why}): you may have to log in again`,
    );
  }
}

function validToken(settings: Fields, world: KubeWorld): string | undefined {
  const token = textOf(settings['id-token']);
  return token !== undefined && endsLater(token, world) ? token : undefined;
}

/** Whether a JWT's `exp` is still to come. It is not verified: the API server does that. */
function endsLater(token: string, world: KubeWorld): boolean {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const ends = fieldsOf(claims)['exp'];
    return typeof ends === 'number' && ends * 1000 - SOON_MS > world.now().getTime();
  } catch {
    return false;
  }
}
