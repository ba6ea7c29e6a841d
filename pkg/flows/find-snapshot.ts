/** Which object is meant: `latest`, a file's name, or a key. */
import { backupFileIp, baseName } from '../backup/file-name.ts';
import { type BackupRecord, latestFirst, newestFirst } from '../backup/records.ts';
import { orderOf } from '../backup/runs.ts';
import { UserError } from '../errors.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';

/** Where backups lie. */
export interface SnapshotPlace {
  readonly store: ObjectStore;
  /** The folder of the backups, without slashes at either end; undefined for the bucket's root. */
  readonly dir: string | undefined;
  readonly signal: AbortSignal;
}

export interface SnapshotSearch extends SnapshotPlace {
  /** What the cluster says it has backed up; undefined where the cluster is not asked. */
  readonly records: readonly BackupRecord[] | undefined;
  /** Addresses of this cluster's nodes: a folder may be shared. undefined: any. */
  readonly ips: ReadonlySet<string> | undefined;
  readonly now: Date;
  /** Why a newer backup is not taken, in words. */
  readonly onSkip?: (why: string) => void;
}

/** `latest`: the newest backup that succeeded and is there. Else the object of that file name or key. Throws UserError. */
export async function findSnapshot(wanted: string, search: SnapshotSearch): Promise<StoredObject> {
  if (wanted !== 'latest') return findNamed(wanted, search);
  const found =
    search.records === undefined ? await newestStored(search) : await newestRecorded(search.records, search);
  if (found !== undefined) return found;
  throw missing(`there is no good backup in bucket ${search.store.bucket}${inFolder(search)}`);
}

/** The object of that file name or key. Throws UserError. */
export async function findNamed(name: string, place: SnapshotPlace): Promise<StoredObject> {
  const found = await locate(name, place);
  if (found !== undefined) return found;
  throw missing(`${name} is not in bucket ${place.store.bucket}${inFolder(place)}`);
}

function inFolder({ dir }: SnapshotPlace): string {
  return dir === undefined ? '' : `, folder ${dir}`;
}

function missing(message: string): UserError {
  return new UserError(message, {
    reason: 'NoSuchKey',
    hint: 'list --s3 compares the records with the bucket',
  });
}

/** Newest first, until one is there and not empty; one of the future only where there is no other. */
async function newestRecorded(
  records: readonly BackupRecord[],
  search: SnapshotSearch,
): Promise<StoredObject | undefined> {
  const good = records.flatMap((record) =>
    record.outcome === 'succeeded' && record.fileName !== undefined
      ? { ...record, fileName: record.fileName }
      : [],
  );
  const inTurn = latestFirst(good, search.now);
  const [youngest] = newestFirst(good);
  if (youngest?.fileName !== inTurn[0]?.fileName)
    search.onSkip?.(`${youngest?.fileName} is dated in the future, taking one whose age can be told`);
  for (const { fileName } of inTurn) {
    const found = await locate(fileName, search);
    if (found !== undefined && found.size > 0) return found;
    search.onSkip?.(
      `${fileName} is ${found === undefined ? 'not in the bucket' : 'empty in the bucket'}, taking an older one`,
    );
  }
  return undefined;
}

/**
 * Without records: the newest object with a backup's name, of one of this cluster's nodes where they are known. The name's time
 * comes first: in a bucket that was copied all objects are as young as the copy.
 */
async function newestStored(search: SnapshotSearch): Promise<StoredObject | undefined> {
  let newest: { readonly object: StoredObject; readonly at: number } | undefined;
  for await (const object of search.store.list(prefixOf(search), search)) {
    const file = baseName(object.key);
    const ip = backupFileIp(file);
    if (ip === undefined || (search.ips !== undefined && !search.ips.has(ip)) || object.size === 0) continue;
    const at = orderOf({ file, lastModified: object.lastModified });
    if (newest === undefined || at > newest.at) newest = { object, at };
  }
  return newest?.object;
}

const prefixOf = ({ dir }: SnapshotPlace): string => (dir === undefined ? '' : `${dir}/`);

/** As a key, as a name in the folder, or as a name in a folder below: how deep the product files them is not documented. */
async function locate(name: string, search: SnapshotPlace): Promise<StoredObject | undefined> {
  const inDir = `${prefixOf(search)}${name}`;
  const asKey = name.includes('/') ? await headOf(name, search) : undefined;
  const found = asKey ?? (await headOf(inDir, search));
  if (found !== undefined) return found;
  for await (const object of search.store.list(prefixOf(search), search))
    if (object.key.endsWith(`/${name}`)) return object;
  return undefined;
}

async function headOf(key: string, { store, signal }: SnapshotPlace): Promise<StoredObject | undefined> {
  try {
    return await store.head(key, { signal });
  } catch (error) {
    if (error instanceof UserError && (error.reason === 'NoSuchKey' || error.reason === 'NotFound'))
      return undefined;
    throw error;
  }
}
