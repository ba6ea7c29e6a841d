/** What `inspect` found, as one object of plain values: the JSON of the command, and what its table is made of. */

import type { Damage } from './damage.ts';
import type { Database } from './database.ts';
import type { Alarm, Member } from './etcd/small-buckets.ts';
import { type KubernetesView, kubernetesView } from './kubernetes/view.ts';
import type { Sha256State } from './trailer.ts';

export interface Inspection {
  readonly file: string;
  /** Bytes of the file. */
  readonly size: number;
  /** From the outside in: `["gzip", "tar"]` is a .tar.gz; empty for a plain database. */
  readonly wrapping: readonly string[];
  /** The database's name inside a tar file. */
  readonly member: string | null;
  /** True where nothing is wrong. A file without a SHA-256 can be whole, but cannot prove it. */
  readonly ok: boolean;
  readonly damage: readonly DamageView[];
  readonly sha256: {
    readonly state: Sha256State;
    /** Of the database, without the digest behind it. */
    readonly database: string | null;
    /** As it stands behind the database. */
    readonly stored: string | null;
  };
  /** null where the file is too damaged to be opened. */
  readonly database: DatabaseView | null;
  readonly etcd: EtcdView | null;
  readonly kubernetes: KubernetesView | null;
}

export interface DamageView {
  readonly message: string;
  readonly page: number | null;
  /** From the start of the database, or of the archive. */
  readonly byte: number | null;
}

export interface DatabaseView {
  /** Bytes, as `etcdutl snapshot status` has it. */
  readonly size: number;
  readonly pageSize: number;
  readonly usedPages: number;
  readonly freePages: number;
  readonly transaction: number;
}

export interface EtcdView {
  /** As `etcdutl snapshot status` prints it. */
  readonly hash: string;
  readonly revision: number;
  readonly compactedRevision: number | null;
  /** Keys that exist now: what `etcdctl get --prefix --keys-only ""` lists. */
  readonly liveKeys: number;
  /** Records of changes not compacted away: "total keys" of etcdutl 3.6. */
  readonly changes: number;
  /** Entries of all buckets: "total keys" of etcdutl 3.4 and 3.5. */
  readonly entries: number;
  readonly storageVersion: string | null;
  readonly clusterVersion: string | null;
  readonly raft: { readonly term: number | null; readonly index: number | null };
  readonly members: readonly Member[];
  readonly alarms: readonly Alarm[];
  readonly leases: number;
  readonly auth: { readonly enabled: boolean; readonly users: number; readonly roles: number };
}

/** What was found before the database was read. */
export interface Wrapped {
  readonly file: string;
  readonly size: number;
  readonly wrapping: readonly string[];
  readonly member: string | undefined;
}

export interface Digests {
  readonly state: Sha256State;
  readonly computed: Uint8Array | undefined;
  readonly stored: Uint8Array | undefined;
}

/** Puts the findings together. `database` is undefined where nothing could be opened. */
export function inspectionOf(
  wrapped: Wrapped,
  database: Database | undefined,
  digests: Digests,
  damages: readonly Damage[],
): Inspection {
  const readable = database?.meta !== undefined ? database : undefined;
  return {
    ...wrapped,
    member: wrapped.member ?? null,
    ok: damages.length === 0,
    damage: damages.map(({ message, page, byte }) => ({ message, page: page ?? null, byte: byte ?? null })),
    sha256: { state: digests.state, database: hex(digests.computed), stored: hex(digests.stored) },
    database: readable === undefined ? null : databaseView(readable),
    etcd: readable === undefined ? null : etcdView(readable),
    kubernetes: readable === undefined ? null : kubernetesView(readable.inventory),
  };
}

function hex(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : Buffer.from(bytes).toString('hex');
}

function databaseView({ meta, usedPages }: Database): DatabaseView {
  const { pages = 0, pageSize = 0, transaction = 0 } = meta ?? {};
  return {
    size: pages * pageSize,
    pageSize,
    usedPages,
    freePages: Math.max(0, pages - usedPages),
    transaction,
  };
}

function etcdView({ hash, revision, changes, entries, state, inventory }: Database): EtcdView {
  const { compactedRevision, storageVersion, clusterVersion, raft, members, alarms, leases, auth } = state;
  return {
    hash: hash.toString(16),
    revision,
    compactedRevision: compactedRevision ?? null,
    liveKeys: inventory.liveKeys,
    changes,
    entries,
    storageVersion: storageVersion ?? null,
    clusterVersion: clusterVersion ?? null,
    raft: { term: raft.term ?? null, index: raft.index ?? null },
    members,
    alarms,
    leases,
    auth,
  };
}
