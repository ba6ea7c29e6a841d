/** What the small buckets say: members, raft's place, versions, alarms, leases, users. Names: go.etcd.io/etcd server/storage/schema. */
import { fieldOfNumber, fieldsOf } from '../protobuf.ts';

/** One entry of a small bucket. */
export interface Pair {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface Member {
  /** Hexadecimal, as `etcdctl member list` prints it. */
  readonly id: string;
  /** Empty for a member that was added and has not started. */
  readonly name: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  readonly learner: boolean;
}

export interface Alarm {
  /** Hexadecimal. */
  readonly member: string;
  /** NOSPACE, CORRUPT, or a number that this version does not know. */
  readonly alarm: string;
}

export interface EtcdState {
  readonly raft: { readonly term: number | undefined; readonly index: number | undefined };
  readonly compactedRevision: number | undefined;
  /** Of etcd ≥ 3.6, like `3.6.0`. */
  readonly storageVersion: string | undefined;
  /** Like `3.5.0`. */
  readonly clusterVersion: string | undefined;
  readonly members: readonly Member[];
  readonly removedMembers: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly leases: number;
  readonly auth: { readonly enabled: boolean; readonly users: number; readonly roles: number };
}

/** Buckets whose entries are kept; of the others only the number of entries is. */
export const KEPT_BUCKETS: ReadonlySet<string> = new Set([
  'alarm',
  'auth',
  'cluster',
  'members',
  'members_removed',
  'meta',
]);

/** Reads what was kept. What makes no sense is left out: it is the tree walk's and the hash's task to find damage. */
export function etcdState(
  kept: ReadonlyMap<string, readonly Pair[]>,
  counts: ReadonlyMap<string, number>,
): EtcdState {
  const pairs = (bucket: string) => kept.get(bucket) ?? [];
  const value = (bucket: string, key: string) => pairs(bucket).find((pair) => text(pair.key) === key)?.value;
  const meta = (key: string) => value('meta', key);
  const version = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : text(bytes));
  return {
    raft: { term: number64(meta('term')), index: number64(meta('consistent_index')) },
    compactedRevision: number64(meta('finishedCompactRev')?.subarray(0, 8)),
    storageVersion: version(meta('storageVersion')),
    clusterVersion: version(value('cluster', 'clusterVersion')),
    members: pairs('members').flatMap(memberOf),
    removedMembers: pairs('members_removed').map((pair) => text(pair.key)),
    alarms: pairs('alarm').flatMap(alarmOf),
    leases: counts.get('lease') ?? 0,
    auth: {
      enabled: value('auth', 'authEnabled')?.[0] === 1,
      users: counts.get('authUsers') ?? 0,
      roles: counts.get('authRoles') ?? 0,
    },
  };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** A big-endian u64. */
function number64(bytes: Uint8Array | undefined): number | undefined {
  if (bytes?.length !== 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return view.getUint32(0) * 2 ** 32 + view.getUint32(4);
}

function memberOf({ key, value }: Pair): Member[] {
  try {
    const read: unknown = JSON.parse(text(value));
    if (typeof read !== 'object' || read === null) return [];
    const member = read as Readonly<Record<string, unknown>>;
    return [
      {
        id: text(key),
        name: typeof member['name'] === 'string' ? member['name'] : '',
        peerURLs: strings(member['peerURLs']),
        clientURLs: strings(member['clientURLs']),
        learner: member['isLearner'] === true,
      },
    ];
  } catch {
    return [];
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The key is the message AlarmMember: 1 memberID, 2 alarm. */
function alarmOf({ key }: Pair): Alarm[] {
  const fields = fieldsOf(key);
  const kind = fieldOfNumber(fields, 2)?.value ?? 0;
  if (kind === 0) return [];
  return [{ member: memberId(key), alarm: ['NONE', 'NOSPACE', 'CORRUPT'][kind] ?? String(kind) }];
}

/** A member's id needs all 64 bits, which a number has not. */
function memberId(alarm: Uint8Array): string {
  let id = 0n;
  for (const [index, byte] of alarm.subarray(1, 11).entries()) {
    id |= BigInt(byte & 0x7f) << BigInt(index * 7);
    if (byte < 0x80) break;
  }
  return BigInt.asUintN(64, id).toString(16);
}
