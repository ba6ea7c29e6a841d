/** Deletes the S3 Secret, where no configuration uses it any more. */
import { readConfiguration } from '../backup/configuration.ts';
import { CONFIGURATION, SECRET } from '../backup/resource.ts';
import { UserError } from '../errors.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { SecretName } from '../settings/secret-to-delete.ts';
import { doubtful, inDoubt } from './in-doubt.ts';
import { factOf } from './read-facts.ts';

/** Throws UserError where a configuration beside `except` names the Secret. */
export async function refuseUsed(
  cluster: Cluster,
  { namespace, name }: SecretName,
  except: string,
  signal: AbortSignal,
): Promise<void> {
  const { items } = await cluster.list(CONFIGURATION, { signal });
  const user = items.map(readConfiguration).find((one) => one.name !== except && one.s3?.secretRef === name);
  if (user === undefined) return;
  throw new UserError(`Secret ${namespace}/${name} is used by ${user.name}, too`, {
    hint: 'without --delete-secret it stays',
    reason: 'Used',
  });
}

/** A Secret as it was before anything was asked. */
export interface SeenSecret extends SecretName {
  /** As far as may be seen: one that may not be read is taken to be there. */
  readonly there: boolean;
  /** undefined where it may not be read. */
  readonly version: string | undefined;
}

/** Whether there is something to delete, and what. */
export async function seenSecret(
  cluster: Cluster,
  secret: SecretName,
  signal: AbortSignal,
): Promise<SeenSecret> {
  const { namespace, name } = secret;
  const found = await factOf(() => cluster.get({ kind: SECRET, namespace, name }, { signal }));
  return {
    ...secret,
    there: 'value' in found || found.unreadable.reason !== 'NotFound',
    version: 'value' in found ? found.value.metadata?.resourceVersion : undefined,
  };
}

/** False where it was gone already; a conflict where it is no longer the one that was seen. Where the answer is lost, a look tells. */
export async function deleteSecret(
  cluster: Cluster,
  { namespace, name, version }: SeenSecret,
  dryRun: boolean,
): Promise<boolean> {
  const ref = { kind: SECRET, namespace, name };
  try {
    await cluster.delete(ref, { dryRun, ...(version === undefined ? {} : { resourceVersion: version }) });
    return true;
  } catch (error) {
    if (error instanceof UserError && error.reason === 'NotFound') return false;
    if (dryRun || !inDoubt(error)) throw error;
    const now = await factOf(() => cluster.get(ref)).catch(() => undefined);
    if (now !== undefined && 'unreadable' in now && now.unreadable.reason === 'NotFound') return true;
    throw doubtful(error, now === undefined ? 'unknown' : 'not yet');
  }
}
