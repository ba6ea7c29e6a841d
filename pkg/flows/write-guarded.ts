/** Writes settings into an object that was read before: what somebody else wrote in between is never lost. */
import { InterruptedError, UserError } from '../errors.ts';
import type { Cluster, KubeObject, ObjectRef } from '../ports/cluster.ts';
import { applied, type Change, changesOf, differencesOf, patchOf, type Setting } from '../settings/change.ts';
import { doubtful, inDoubt } from './in-doubt.ts';

export interface GuardedWrite {
  readonly ref: ObjectRef;
  /** As it was when the person saw what would change. */
  readonly seen: KubeObject;
  readonly settings: readonly Setting[];
  /** The server checks and stores nothing. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

export interface Written {
  readonly object: KubeObject;
  /** The answer never came, and a look at the object showed that the change stands. */
  readonly answerLost: boolean;
  /** What the server changed besides what was asked: a default, or an admission webhook's idea. */
  readonly besides: readonly Change[];
}

/** How often the object may be written by others who do not touch `spec` before it is given up. */
const MOST_TRIES = 5;

/**
 * One patch that carries the version that was read. A conflict with a write that left `spec` as it was (a record of a
 * backup that just ended) is tried again on what is there now; any other conflict is thrown, and nothing was written.
 */
export async function writeGuarded(cluster: Cluster, write: GuardedWrite): Promise<Written> {
  let object = write.seen;
  for (let tries = 1; ; tries += 1) {
    if (write.signal.aborted) throw new InterruptedError('interrupted: nothing was changed');
    const patch = patchOf(object, changesOf(object, write.settings));
    try {
      const answer = await cluster.patch(write.ref, 'merge', patch, { dryRun: write.dryRun });
      return written(answer, write, false);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error.reason !== 'Conflict') return afterFailure(cluster, write, object, error);
      object = await readAgain(cluster, write, error, tries);
    }
  }
}

/** The object as it is now, if only its status is new. Throws the conflict otherwise, naming what changed. */
async function readAgain(
  cluster: Cluster,
  { ref, seen }: GuardedWrite,
  conflict: UserError,
  tries: number,
): Promise<KubeObject> {
  const now = await cluster.get(ref);
  const theirs = differencesOf(seen['spec'], now['spec'], ['spec']);
  if (theirs.length === 0 && tries < MOST_TRIES) return now;
  if (theirs.length === 0) throw conflict;
  const names = theirs.map(({ path }) => path.join('.'));
  const shown = names.length > 4 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
  throw new UserError(`somebody else changed ${shown.join(', ')} in between`, {
    hint: `nothing was written; look at it and run the command again`,
    reason: 'Conflict',
    exitCode: conflict.exitCode,
    cause: conflict,
  });
}

/** A write whose answer was lost may stand: only a look can tell. */
async function afterFailure(
  cluster: Cluster,
  write: GuardedWrite,
  before: KubeObject,
  error: UserError,
): Promise<Written> {
  if (write.dryRun || !inDoubt(error)) throw error;
  const now = await cluster.get(write.ref).catch(() => undefined);
  if (now !== undefined && changesOf(now, write.settings).length === 0) return written(now, write, true);
  const untouched = now !== undefined && now.metadata?.resourceVersion === before.metadata?.resourceVersion;
  throw doubtful(error, untouched ? 'not yet' : 'unknown');
}

/** Throws UserError when the server took the write and dropped a field of it: its schema does not know it. */
function written(object: KubeObject, { ref, seen, settings }: GuardedWrite, answerLost: boolean): Written {
  const dropped = changesOf(object, settings);
  if (dropped.length > 0) {
    const names = dropped.map(({ path }) => path.join('.')).join(', ');
    throw new UserError(`the server took the change and does not keep ${names}`, {
      hint: `look at ${ref.kind.plural} "${ref.name}": this version of the product may not know the field, or something changes it back`,
      reason: 'Dropped',
    });
  }
  const expected = applied(seen, changesOf(seen, settings));
  return { object, answerLost, besides: differencesOf(expected['spec'], object['spec'], ['spec']) };
}
