/** Whether the copy of a backup is in the bucket: there, and not empty. */
import type { StoredCopy } from '../backup/run/outcome.ts';
import { UserError } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { findNamed } from './find-snapshot.ts';

export interface ConfirmSettings {
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  /** Waits between looks: whether the record or the copy comes first is not documented. */
  readonly waitsMs: readonly number[];
}

/** Looks until the copy is there or the waits are over. Throws only what is no failure of the store. */
export async function confirmObject(
  store: ObjectStore,
  dir: string | undefined,
  file: string,
  settings: ConfirmSettings,
): Promise<StoredCopy> {
  let copy = await look(store, dir, file, settings.signal);
  for (const waitMs of settings.waitsMs) {
    if (copy.state === 'stored' || copy.state === 'unknown') break;
    await settings.sleep(waitMs);
    copy = await look(store, dir, file, settings.signal);
  }
  return copy;
}

/** The store has answered, and the copy is not in it. */
const ABSENT = new Set(['NoSuchKey', 'NotFound', 'NoSuchBucket']);

async function look(
  store: ObjectStore,
  dir: string | undefined,
  file: string,
  signal: AbortSignal,
): Promise<StoredCopy> {
  try {
    const { key, size } = await findNamed(file, { store, dir, signal });
    const why = size === 0 ? 'the object is empty' : null;
    return { key, state: size === 0 ? 'empty' : 'stored', size, why };
  } catch (error) {
    if (!(error instanceof UserError) || error.reason === 'Interrupted') throw error;
    const state = ABSENT.has(error.reason ?? '') ? 'missing' : 'unknown';
    return { key: null, state, size: null, why: error.message };
  }
}
