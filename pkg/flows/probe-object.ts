/** The one small object that a probe writes: its name, its way out, and those that a killed run left behind. */
import { UserError } from '../errors.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';

const NAME = '.kubectl-etcdbackup-probe-';
/** A probe takes seconds; its requests end within their time limits. */
const SURELY_OVER_MS = 2 * 60_000;
/** More than a few are no accident of ours. */
const MOST_SWEPT = 20;

/** What the keys of all probes in `dir` begin with. */
export function probePrefix(dir: string | undefined): string {
  return `${dir === undefined ? '' : `${dir}/`}${NAME}`;
}

/** What is left of the probe's object; undefined: nothing. */
export async function removeProbe(
  store: ObjectStore,
  key: string,
  version: string | undefined,
): Promise<string | undefined> {
  try {
    // Without a signal: whoever interrupts the probe wants its object gone, too.
    await store.delete(key, version === undefined ? {} : { version });
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hidden = version !== undefined && (await isHidden(store, key));
    return `${key} stays in bucket ${store.bucket}${hidden ? ` as version ${version}` : ''}: ${error.message}`;
  }
}

/** Where a version may not be deleted, the object itself often may: then it is at least out of sight. */
async function isHidden(store: ObjectStore, key: string): Promise<boolean> {
  try {
    await store.delete(key);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

export interface Swept {
  readonly found: string;
  readonly warning?: string;
}

/** Deletes what killed runs left; undefined where there was nothing. `now`: by the store's clock. */
export async function sweepProbes(
  store: ObjectStore,
  dir: string | undefined,
  now: Date,
  signal: AbortSignal,
): Promise<Swept | undefined> {
  const left: StoredObject[] = [];
  for await (const object of store.list(probePrefix(dir), { signal })) {
    left.push(object);
    if (left.length === MOST_SWEPT) break;
  }
  if (left.length === 0) return undefined;
  const young = left.filter(
    ({ lastModified }) => now.getTime() - (lastModified?.getTime() ?? 0) < SURELY_OVER_MS,
  );
  const old = left.filter((one) => !young.includes(one));
  const stays = (await Promise.all(old.map(({ key }) => removeProbe(store, key, undefined)))).flatMap(
    (one) => one ?? [],
  );
  const running = young.map(
    ({ key }) => `${key} is of a run that goes on now, or was killed within two minutes`,
  );
  const warnings = [...stays, ...running];
  return {
    found: `${old.length - stays.length} of ${left.length} objects that an earlier probe left are deleted`,
    ...(warnings.length === 0 ? {} : { warning: warnings.join('; ') }),
  };
}
