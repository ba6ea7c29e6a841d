/** What of a bucket's folder are backups. */
import { backupFileIp, baseName } from '../backup/file-name.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';

export interface BackupObjects {
  /** With the name of a backup, or one of `names`; those in the folder itself after those in folders below. */
  readonly objects: readonly StoredObject[];
  /** How many other objects lie there. */
  readonly others: number;
}

/** The prefix of a folder's keys; `dir` has no slash at either end. */
export const folderPrefix = (dir: string | undefined): string => (dir === undefined ? '' : `${dir}/`);

/** Lists the folder whole. How deep the product files its backups is not documented. */
export async function backupObjects(
  store: ObjectStore,
  dir: string | undefined,
  names: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<BackupObjects> {
  const prefix = folderPrefix(dir);
  const [direct, below]: [StoredObject[], StoredObject[]] = [[], []];
  let others = 0;
  for await (const object of store.list(prefix, { signal })) {
    const name = baseName(object.key);
    if (backupFileIp(name) === undefined && !names.has(name)) others += 1;
    else (object.key === prefix + name ? direct : below).push(object);
  }
  return { objects: [...below, ...direct], others };
}
