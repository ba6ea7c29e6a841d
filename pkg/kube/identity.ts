/** Who we are: bearer tokens, basic auth, impersonation. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Fields, listOf, textOf } from '../backup/fields.ts';
import { EXIT, UsageError, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import type { ConnectionSettings, Endpoint, KubeWorld } from './settings.ts';

type Headers = Record<string, string | readonly string[]>;

/** Headers of each request. Token files are read each time: they rotate. */
export function identityOf(
  user: Fields,
  settings: ConnectionSettings,
  world: KubeWorld,
): Endpoint['identity'] {
  const acting = impersonation(user, settings);
  const token = settings.token ?? textOf(user['token']);
  const file =
    settings['token-file'] === undefined
      ? textOf(user['tokenFile'])
      : resolve(world.cwd, settings['token-file']);
  return async () => {
    if (settings.token === undefined && file !== undefined) return { ...bearer(readToken(file)), ...acting };
    if (token !== undefined) return { ...bearer(token), ...acting };
    const name = textOf(user['username']);
    if (name === undefined) return acting;
    const pair = Buffer.from(`${name}:${textOf(user['password']) ?? ''}`).toString('base64');
    return { authorization: `Basic ${pair}`, ...acting };
  };
}

function bearer(token: string): Headers {
  const text = token.trim();
  if (/[^\u0021-\u007e]/.test(text))
    throw new UsageError('the token has characters that no token has: is it the right file?');
  return { authorization: `Bearer ${text}` };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `cannot read the token file ${visible(file)}: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
      {
        exitCode: EXIT.usage,
        cause: error,
      },
    );
  }
}

function impersonation(user: Fields, settings: ConnectionSettings): Headers {
  const name = settings.as ?? textOf(user['as']);
  const groups = settings['as-group'] ?? listOf(user['as-groups']).flatMap((one) => textOf(one) ?? []);
  const uid = settings['as-uid'] ?? textOf(user['as-uid']);
  if (name === undefined) {
    if (groups.length > 0 || uid !== undefined) throw new UsageError('--as-group and --as-uid need --as');
    return {};
  }
  return {
    'impersonate-user': name,
    ...(groups.length > 0 ? { 'impersonate-group': groups } : {}),
    ...(uid === undefined ? {} : { 'impersonate-uid': uid }),
  };
}
