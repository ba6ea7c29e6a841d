/** Carries a prune plan out, a batch at a time. */
import type { PrunePlan } from '../backup/prune.ts';
import { InterruptedError, UserError } from '../errors.ts';
import type { ObjectStore, RefusedDelete } from '../ports/object-store.ts';
import { sameEtag } from './same-etag.ts';

/** S3's limit of one batch call. */
const BATCH = 1000;

export interface Pruned {
  readonly deleted: number;
  readonly refused: readonly RefusedDelete[];
}

/**
 * First proves that what must stay is there; then deletes the oldest first, so that whatever ends it early has taken the least.
 * Throws UserError that says how many are gone.
 */
export async function pruneObjects(
  store: ObjectStore,
  plan: PrunePlan,
  signal: AbortSignal,
): Promise<Pruned> {
  for (const { key, size, etag } of plan.newest) {
    const head = await store.head(key, { signal });
    if (head.size === 0 || head.size !== size || !sameEtag(head.etag, etag))
      throw new UserError(`${key}, which must stay, has changed meanwhile: nothing was deleted`, {
        hint: 'run it again',
        reason: 'PreconditionFailed',
      });
  }
  const keys = plan.deletions.map(({ key }) => key);
  const refused: RefusedDelete[] = [];
  for (let at = 0; at < keys.length; at += BATCH) {
    const gone = at - refused.length;
    if (signal.aborted) throw interrupted(gone, keys.length);
    try {
      refused.push(...(await store.deleteMany(keys.slice(at, at + BATCH), { signal })));
    } catch (error) {
      throw endedEarly(error, gone, keys.length);
    }
  }
  return { deleted: keys.length - refused.length, refused };
}

const stateOf = (gone: number, all: number): string => `at least ${gone} of ${all} backups are deleted`;

function interrupted(gone: number, all: number): InterruptedError {
  return new InterruptedError(
    `interrupted: ${stateOf(gone, all)}`,
    'run it again: it goes on with what is left',
  );
}

/** A batch whose answer did not come may have been carried out. */
function endedEarly(error: unknown, gone: number, all: number): unknown {
  if (error instanceof InterruptedError) return interrupted(gone, all);
  if (!(error instanceof UserError)) return error;
  return new UserError(`${error.message}; ${stateOf(gone, all)}`, {
    hint: error.hint,
    exitCode: error.exitCode,
    cause: error,
    ...(error.reason === undefined ? {} : { reason: error.reason }),
  });
}
