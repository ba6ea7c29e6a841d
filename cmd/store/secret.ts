/** The keys of the Secret that the resource names. */

import { SECRET } from '../../pkg/backup/resource.ts';
import { secretKeys } from '../../pkg/backup/secret.ts';
import { EXIT, UserError } from '../../pkg/errors.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import type { StoreKeys } from '../../pkg/s3/settings.ts';
import type { Context } from '../context.ts';

const INSTEAD = 'or give keys of your own: export ACCESS_KEY and SECRET_KEY';

/** Throws UserError that says what is wrong with the Secret, and what that means for the backup itself. */
export async function keysOfSecret(
  cluster: Cluster,
  name: string | undefined,
  namespace: string,
  ctx: Context,
): Promise<StoreKeys> {
  if (name === undefined)
    throw new UserError('the S3 storage names no Secret, so the backup itself has no keys either', {
      hint: `set-s3 sets one; ${INSTEAD}`,
      reason: 'NoSecret',
    });
  const secret = await readSecret(cluster, name, namespace, ctx);
  const keys = secretKeys(secret);
  if ('keys' in keys) return { ...keys.keys, from: `Secret ${namespace}/${name}` };
  const has = keys.has.length === 0 ? 'nothing' : keys.has.join(', ');
  throw new UserError(`Secret ${namespace}/${name} lacks ${keys.missing.join(' and ')}: it has ${has}`, {
    hint: `the backup itself cannot use it either: set-s3 writes it anew; ${INSTEAD}`,
    reason: 'IncompleteSecret',
  });
}

async function readSecret(cluster: Cluster, name: string, namespace: string, ctx: Context) {
  try {
    return await cluster.get({ kind: SECRET, name, namespace }, { signal: ctx.signal });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.reason === 'Forbidden')
      throw new UserError(error.message, {
        hint: `${error.hint ?? 'ask for that permission'}; ${INSTEAD}`,
        exitCode: error.exitCode,
        reason: error.reason,
        cause: error,
      });
    if (error.reason !== 'NotFound') throw error;
    throw new UserError(`Secret ${namespace}/${name}, which the S3 storage names, does not exist`, {
      hint: `the backup itself has no keys either: set-s3 writes it; ${INSTEAD}`,
      exitCode: EXIT.unreachable,
      reason: 'NotFound',
      cause: error,
    });
  }
}
