/** Two writes as one: the Secret with the keys, and the resource that names it. */
import { InterruptedError, UserError } from '../errors.ts';
import type { Cluster } from '../ports/cluster.ts';
import { changesOf } from '../settings/change.ts';
import type { SecretPlan } from '../settings/secret.ts';
import { applySecret } from './apply-secret.ts';
import { type GuardedWrite, type Written, writeGuarded } from './write-guarded.ts';

export interface TargetWrite {
  readonly resource: GuardedWrite;
  /** undefined: one that is there is used as it is. */
  readonly secret: SecretPlan | undefined;
  /** The command that does what is left when only the Secret could be written. */
  readonly finish: string;
}

/**
 * Rehearses both writes on the server, so that a refusal of the second one is known before the first; then writes the Secret,
 * then the resource. From the first write on Ctrl-C waits for the second one. Answers undefined where the resource needs no
 * change. Throws UserError that says what stands.
 */
export async function writeTarget(cluster: Cluster, write: TargetWrite): Promise<Written | undefined> {
  const { resource, finish } = write;
  const secret = write.secret !== undefined && write.secret.changed.length > 0 ? write.secret : undefined;
  const named = changesOf(resource.seen, resource.settings).length === 0;
  if (resource.signal.aborted) throw new InterruptedError('interrupted: nothing was changed');
  // Who asked for nothing but the rehearsal must know that there was none.
  const rehearse = resource.dryRun ? asIs : rehearsed;
  if (secret !== undefined) await rehearse(() => applySecret(cluster, secret, true));
  const rehearsal = named
    ? undefined
    : await rehearse(() => writeGuarded(cluster, { ...resource, dryRun: true }));
  if (resource.dryRun) return rehearsal;
  if (resource.signal.aborted) throw new InterruptedError('interrupted: nothing was changed');
  if (secret !== undefined) await applySecret(cluster, secret, false);
  if (named) return undefined;
  try {
    return await writeGuarded(cluster, secret === undefined ? resource : { ...resource, signal: NEVER });
  } catch (error) {
    throw secret === undefined || !(error instanceof UserError) ? error : halfDone(error, secret, finish);
  }
}

const NEVER = new AbortController().signal;

const asIs = <T>(act: () => Promise<T>): Promise<T> => act();

/** An admission webhook with side effects refuses every rehearsal, and may well allow the write. */
async function rehearsed<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof UserError && /does not support dry.?run/i.test(error.message)) return undefined;
    throw error;
  }
}

function halfDone(error: UserError, { ref }: SecretPlan, finish: string): UserError {
  return new UserError(
    `Secret ${ref.namespace}/${ref.name} has the new keys, and the configuration could not be changed: ${error.message}`,
    { hint: `finish it with: ${finish}`, exitCode: error.exitCode, reason: 'HalfDone', cause: error },
  );
}
