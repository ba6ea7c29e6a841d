/** The view of `list --s3`: what the records say beside what the bucket holds. */
import type { StoredObject } from '../ports/object-store.ts';
import { utcTime } from '../words/time.ts';
import type { Configuration } from './configuration.ts';
import { backupFileIp, baseName } from './file-name.ts';
import { type ListedRecord, type ListFilter, listRecords } from './listing.ts';
import { type ClusterNode, namesByIp } from './nodes.ts';
import type { Outcome } from './records.ts';

/** `ok`: there, and not empty. `orphan`: a backup of this cluster's nodes that no record names. */
export type StoredState = 'ok' | 'missing' | 'empty' | 'orphan';

/** A record's copy in the bucket. */
export interface StoredCopy {
  /** null: the backup did not succeed, and nothing is there. */
  readonly state: StoredState | null;
  readonly key: string | null;
  /** Bytes. */
  readonly size: number | null;
  /** When the object was written, RFC 3339 UTC. */
  readonly written: string | null;
}

/** One row; the record's fields are null for an orphan, but `file`, `node` and `ip`. */
export interface ReconciledRecord extends Omit<ListedRecord, 'outcome'> {
  readonly outcome: Outcome | null;
  readonly s3: StoredCopy;
}

/** The stable shape of `-o json`. */
export interface Reconciliation {
  readonly kind: 'EtcdBackupList';
  readonly configuration: string;
  readonly bucket: { readonly name: string; readonly dir: string | null; readonly endpoint: string };
  readonly records: readonly ReconciledRecord[];
  readonly summary: Readonly<Record<StoredState, number>> & {
    /** Objects in the folder that are no backups of this cluster. */
    readonly others: number;
  };
}

export interface ReconcileFacts {
  readonly configuration: Configuration;
  /** undefined where they cannot be read: then every backup in the folder counts as this cluster's. */
  readonly nodes: readonly ClusterNode[] | undefined;
  readonly bucket: Reconciliation['bucket'];
  /** Objects of the folder with the name of a backup or of a record. */
  readonly objects: readonly StoredObject[];
  /** How many more there are. */
  readonly others: number;
  readonly filter: ListFilter;
  readonly now: Date;
}

/** Records first matched by file name, then what is left of the bucket; newest first. */
export function reconcile(facts: ReconcileFacts): Reconciliation {
  const { configuration, nodes, filter, now, bucket } = facts;
  const { limit, ...unlimited } = filter;
  const byName = new Map(facts.objects.map((object) => [baseName(object.key), object]));
  const known = new Set(configuration.records.flatMap(({ fileName }) => fileName ?? []));
  const matched = listRecords(configuration, nodes, unlimited, now).records.map((record) =>
    withCopy(record, record.file === null ? undefined : byName.get(record.file)),
  );
  const left = [...byName].flatMap(([name, object]) => (known.has(name) ? [] : object));
  const ours = left.filter(({ key }) => isOurs(baseName(key), configuration, nodes));
  const orphans = ours
    .map((object) => orphan(object, namesByIp(nodes ?? [])))
    .filter((record) => passes(record, filter));
  const records = [...matched, ...orphans].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, limit);
  return {
    kind: 'EtcdBackupList',
    configuration: configuration.name,
    bucket,
    records,
    summary: { ...counts(records), others: facts.others + left.length - ours.length },
  };
}

/** The copy in the folder itself comes last into the map, so that it is the one that counts. */
function withCopy(record: ListedRecord, object: StoredObject | undefined): ReconciledRecord {
  const s3 = object === undefined ? absent(record) : copyOf(object, object.size === 0 ? 'empty' : 'ok');
  const stores = [
    ...record.stores.filter((one) => one !== 's3'),
    ...(s3.state === 'ok' ? (['s3'] as const) : []),
  ];
  return { ...record, stores, s3 };
}

function absent({ outcome }: ListedRecord): StoredCopy {
  return { state: outcome === 'succeeded' ? 'missing' : null, key: null, size: null, written: null };
}

function copyOf({ key, size, lastModified }: StoredObject, state: StoredState): StoredCopy {
  return { state, key, size, written: lastModified === undefined ? null : utcTime(lastModified) };
}

/** A folder may be shared by clusters: only nodes tell whose a backup is. */
function isOurs(
  name: string,
  { records }: Configuration,
  nodes: readonly ClusterNode[] | undefined,
): boolean {
  const ip = backupFileIp(name);
  if (ip === undefined) return false;
  if (nodes === undefined) return true;
  return nodes.some((node) => node.ips.includes(ip)) || records.some((record) => record.ip === ip);
}

function orphan(object: StoredObject, names: ReadonlyMap<string, string>): ReconciledRecord {
  const file = baseName(object.key);
  const ip = backupFileIp(file) ?? null;
  return {
    file,
    node: ip === null ? null : (names.get(ip) ?? ip),
    ip,
    taken: null,
    result: null,
    outcome: null,
    stores: ['s3'],
    message: null,
    s3: copyOf(object, 'orphan'),
  };
}

/** The filters of `list`, as far as an object without a record can be asked. */
function passes(record: ReconciledRecord, { failed, since, node }: ListFilter): boolean {
  if (failed === true) return false;
  if (node !== undefined && node !== record.node && node !== record.ip) return false;
  return since === undefined || timeOf(record) >= since.getTime();
}

function timeOf({ taken, s3 }: ReconciledRecord): number {
  const time = taken ?? s3.written;
  return time === null ? Number.NEGATIVE_INFINITY : Date.parse(time);
}

function counts(records: readonly ReconciledRecord[]): Record<StoredState, number> {
  const count = { ok: 0, missing: 0, empty: 0, orphan: 0 };
  for (const { s3 } of records) if (s3.state !== null) count[s3.state] += 1;
  return count;
}
