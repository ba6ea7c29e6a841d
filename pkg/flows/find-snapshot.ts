/** Which object is meant: `latest`, a file's name, or a key. */
import { backupFileIp, baseName } from '../backup/file-name.ts';
import { type BackupRecord, newestFirst } from '../backup/records.ts';
import { UserError } from '../errors.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';

export interface SnapshotSearch {
  readonly store: ObjectStore;
  /** The folder of the backups, without slashes at either end; undefined for the bucket's root. */
  readonly dir: string | undefined;
  /** What the cluster says it has backed up; undefined where the cluster is not asked. */
  readonly records: readonly BackupRecord[] | undefined;
  /** Addresses of this cluster's nodes: a folder may be shared. undefined: any. */
  readonly ips: ReadonlySet<string> | undefined;
  readonly signal: AbortSignal;
  /** Why a newer backup is not taken, in words. */
  readonly onSkip?: (why: string) => void;
}

/** `latest`: the newest backup that succeeded and is there. Else the object of that file name or key. Throws UserError. */
export async function findSnapshot(wanted: string, search: SnapshotSearch): Promise<StoredObject> {
  if (wanted !== 'latest') {
    const found = await locate(wanted, search);
    if (found !== undefined) return found;
    throw missing(`${wanted} is not in bucket ${search.store.bucket}${inFolder(search)}`);
  }
  const found =
    search.records === undefined ? await newestStored(search) : await newestRecorded(search.records, search);
  if (found !== undefined) return found;
  throw missing(`there is no good backup in bucket ${search.store.bucket}${inFolder(search)}`);
}

function inFolder({ dir }: SnapshotSearch): string {
  return dir === undefined ? '' : `, folder ${dir}`;
}

function missing(message: string): UserError {
  return new UserError(message, {
    reason: 'NoSuchKey',
    hint: 'list --s3 compares the records with the bucket',
  });
}

/** Newest first, until one is there and not empty. */
async function newestRecorded(
  records: readonly BackupRecord[],
  search: SnapshotSearch,
): Promise<StoredObject | undefined> {
  for (const { fileName, outcome } of newestFirst(records)) {
    if (outcome !== 'succeeded' || fileName === undefined) continue;
    const found = await locate(fileName, search);
    if (found !== undefined && found.size > 0) return found;
    search.onSkip?.(
      `${fileName} is ${found === undefined ? 'not in the bucket' : 'empty in the bucket'}, taking an older one`,
    );
  }
  return undefined;
}

/** Without records: the youngest object with a backup's name, of one of this cluster's nodes where they are known. */
async function newestStored(search: SnapshotSearch): Promise<StoredObject | undefined> {
  let newest: StoredObject | undefined;
  for await (const object of search.store.list(prefixOf(search), search)) {
    const ip = backupFileIp(baseName(object.key));
    if (ip === undefined || (search.ips !== undefined && !search.ips.has(ip)) || object.size === 0) continue;
    if (newest === undefined || timeOf(object) > timeOf(newest)) newest = object;
  }
  return newest;
}

const timeOf = ({ lastModified }: StoredObject): number => lastModified?.getTime() ?? 0;
const prefixOf = ({ dir }: SnapshotSearch): string => (dir === undefined ? '' : `${dir}/`);

/** As a key, as a name in the folder, or as a name in a folder below: how deep the product files them is not documented. */
async function locate(name: string, search: SnapshotSearch): Promise<StoredObject | undefined> {
  const inDir = `${prefixOf(search)}${name}`;
  const asKey = name.includes('/') ? await headOf(name, search) : undefined;
  const found = asKey ?? (await headOf(inDir, search));
  if (found !== undefined) return found;
  for await (const object of search.store.list(prefixOf(search), search))
    if (object.key.endsWith(`/${name}`)) return object;
  return undefined;
}

async function headOf(key: string, { store, signal }: SnapshotSearch): Promise<StoredObject | undefined> {
  try {
    return await store.head(key, { signal });
  } catch (error) {
    if (error instanceof UserError && (error.reason === 'NoSuchKey' || error.reason === 'NotFound'))
      return undefined;
    throw error;
  }
}
