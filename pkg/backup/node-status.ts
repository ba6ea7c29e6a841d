/** How each control-plane node's backups stand. */
import { utcTime } from '../words/time.ts';
import { type ClusterNode, namesByIp } from './nodes.ts';
import type { BackupRecord } from './records.ts';

export interface NodeStatus {
  /** The node's name, or the IP of the records where no control-plane node is known. */
  readonly node: string;
  readonly ip: string | null;
  readonly lastSuccess: { readonly file: string | null; readonly taken: string } | null;
  /** When the newest finished backup failed: its time; else null. */
  readonly failedLast: {
    readonly taken: string | null;
    readonly result: string;
    readonly message: string | null;
  } | null;
}

export interface FailureView {
  readonly node: string | null;
  readonly taken: string | null;
  readonly result: string | null;
  readonly message: string | null;
}

/** The newest record of a failed backup. */
export function lastFailure(
  records: readonly BackupRecord[],
  nodes: readonly ClusterNode[] | undefined,
): FailureView | null {
  const failure = records.find((record) => record.outcome === 'failed');
  if (failure === undefined) return null;
  return {
    node: failure.ip === undefined ? null : (namesByIp(nodes ?? []).get(failure.ip) ?? failure.ip),
    taken: failure.taken === undefined ? null : utcTime(failure.taken),
    result: failure.result ?? null,
    message: failure.message ?? null,
  };
}

/** One line per control-plane node; where nodes cannot be read, or none is labelled as one, one per IP that the records show. */
export function nodeStatuses(
  records: readonly BackupRecord[],
  nodes: readonly ClusterNode[] | undefined,
): NodeStatus[] {
  const members = (nodes ?? []).filter((node) => node.controlPlane).map(({ name, ips }) => ({ name, ips }));
  const seen = [...new Set(records.flatMap((record) => record.ip ?? []))].map((ip) => ({
    name: ip,
    ips: [ip],
  }));
  return (members.length > 0 ? members : seen).map(({ name, ips }) => {
    const own = records.filter((record) => record.ip !== undefined && ips.includes(record.ip));
    const success = own.find((record) => record.outcome === 'succeeded' && record.taken !== undefined);
    const newest = own.find((record) => record.outcome !== 'unfinished');
    return {
      node: name,
      ip: ips[0] ?? null,
      lastSuccess:
        success?.taken === undefined
          ? null
          : { file: success.fileName ?? null, taken: utcTime(success.taken) },
      failedLast: newest?.outcome === 'failed' ? failureOf(newest) : null,
    };
  });
}

function failureOf(record: BackupRecord): NonNullable<NodeStatus['failedLast']> {
  return {
    taken: record.taken === undefined ? null : utcTime(record.taken),
    result: record.result ?? '',
    message: record.message ?? null,
  };
}
