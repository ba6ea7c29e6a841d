/** The view of `list`: which records, newest first, with what the cluster's nodes and settings add to them. */
import { utcTime } from '../words/time.ts';
import type { Configuration } from './configuration.ts';
import { canonicalIp } from './file-name.ts';
import { type ClusterNode, namesByIp } from './nodes.ts';
import { type BackupRecord, newestFirst, type Outcome } from './records.ts';

export interface ListFilter {
  readonly failed?: boolean;
  /** Records taken at or after this moment; those without a readable time are left out. */
  readonly since?: Date;
  /** A node's name or IP. */
  readonly node?: string;
  readonly limit?: number;
}

/** One record of the list: the stable shape of `-o json`. */
export interface ListedRecord {
  /** As written in the resource; null when the record names none. */
  readonly file: string | null;
  /** The node's name where nodes can be read and one has this IP, else the IP; null for a file name of another form. */
  readonly node: string | null;
  readonly ip: string | null;
  /** RFC 3339 UTC; null when the record's time is missing or cannot be read. */
  readonly taken: string | null;
  /** As written; null when the record has none. */
  readonly result: string | null;
  readonly outcome: Outcome;
  /** Where a copy should be by the settings of today: nobody has looked. */
  readonly stores: readonly ('local' | 's3')[];
  readonly message: string | null;
}

export interface Listing {
  readonly kind: 'EtcdBackupList';
  /** The EtcdBackupConfiguration's name. */
  readonly configuration: string;
  readonly records: readonly ListedRecord[];
}

/** `nodes` is undefined where they cannot be read. */
export function listRecords(
  configuration: Configuration,
  nodes: readonly ClusterNode[] | undefined,
  filter: ListFilter,
  now: Date,
): Listing {
  const names = namesByIp(nodes ?? []);
  const node = filter.node === undefined ? undefined : (canonicalIp(filter.node) ?? filter.node);
  const wanted = newestFirst(configuration.records)
    .filter((record) => filter.failed !== true || record.outcome === 'failed')
    .filter(
      (record) => filter.since === undefined || (record.taken !== undefined && record.taken >= filter.since),
    )
    .filter((record) => node === undefined || isOfNode(record, node, names));
  return {
    kind: 'EtcdBackupList',
    configuration: configuration.name,
    records: wanted.slice(0, filter.limit).map((record) => listed(record, configuration, names, now)),
  };
}

function isOfNode(record: BackupRecord, node: string, names: ReadonlyMap<string, string>): boolean {
  return record.ip !== undefined && (record.ip === node || names.get(record.ip) === node);
}

function listed(
  record: BackupRecord,
  configuration: Configuration,
  names: ReadonlyMap<string, string>,
  now: Date,
): ListedRecord {
  const ip = record.ip ?? null;
  return {
    file: record.fileName ?? null,
    node: ip === null ? null : (names.get(ip) ?? ip),
    ip,
    taken: record.taken === undefined ? null : utcText(record.timestamp, record.taken),
    result: record.result ?? null,
    outcome: record.outcome,
    stores: storesOf(record, configuration, now),
    message: record.message ?? null,
  };
}

/** The controller writes times in this form already: 5000 of them need no second text. */
function utcText(written: string | undefined, time: Date): string {
  return written?.length === 20 && written[10] === 'T' && written.endsWith('Z') ? written : utcTime(time);
}

type Stores = ListedRecord['stores'];
const NOWHERE: Stores = [];
const LOCAL: Stores = ['local'];
const S3: Stores = ['s3'];
const BOTH: Stores = ['local', 's3'];

/** A local copy lives as long as `ttl` says; a copy in S3 is made where S3 is set, and nothing deletes it. */
function storesOf(record: BackupRecord, { local, s3 }: Configuration, now: Date): Stores {
  if (record.outcome !== 'succeeded' || record.taken === undefined) return NOWHERE;
  const aged = (now.getTime() - record.taken.getTime()) / 1000;
  const kept = local.retentionSeconds === undefined || aged <= local.retentionSeconds;
  if (s3 === undefined) return kept ? LOCAL : NOWHERE;
  return kept ? BOTH : S3;
}
