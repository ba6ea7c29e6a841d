/** How a backup run stands: what each expected node has reported, and whether all have. */
import { utcTime } from '../../words/time.ts';
import type { BackupRecord, Outcome } from '../records.ts';
import type { Expected, ExpectedNode } from './expected.ts';

/** The copy of a backup in the bucket. */
export interface StoredCopy {
  /** The whole key; null where it was not found. */
  readonly key: string | null;
  /** `unknown`: nobody could look. */
  readonly state: 'stored' | 'missing' | 'empty' | 'unknown';
  /** Bytes. */
  readonly size: number | null;
  /** Why it is not stored, or not known, in words. */
  readonly why: string | null;
}

/** One new record, as `-o json` has it. */
export interface RunRecord {
  readonly file: string | null;
  /** RFC 3339 UTC by the cluster's clock; null where it cannot be read. */
  readonly taken: string | null;
  /** As written. */
  readonly result: string | null;
  readonly outcome: Outcome;
  readonly message: string | null;
  /** null where nobody looked: no S3, not asked to, or the backup failed. */
  readonly object: StoredCopy | null;
}

export interface NodeRun {
  /** The node's name, or its IP; null where the record's file name does not say. */
  readonly node: string | null;
  readonly ip: string | null;
  /** `missing`: no new record. */
  readonly outcome: Outcome | 'missing';
  readonly records: readonly RunRecord[];
}

export interface RunState {
  /** The expected nodes in their order, then whoever else reported. */
  readonly nodes: readonly NodeRun[];
  /** Every expected node has a new record, and each is finished. */
  readonly complete: boolean;
  /** At least one record says that it failed. */
  readonly failed: boolean;
  /** How many nodes have reported a finished backup. */
  readonly reported: number;
}

/** `names`: the nodes' names by IP. */
export function runState(
  expected: Expected,
  records: readonly BackupRecord[],
  names: ReadonlyMap<string, string>,
): RunState {
  const nodes = [
    ...expected.nodes.map((node) => expectedRun(node, records)),
    ...furtherRuns(expected, records, names),
  ];
  const missing = nodes.slice(0, expected.nodes.length).filter((node) => !isOver(node)).length;
  // A record whose file name tells no node may be that of any node still missing.
  const nameless = nodes.filter((node) => node.ip === null && node.node === null && isOver(node)).length;
  const reported = nodes.filter(isOver).length;
  const pending = nodes.some((node) => node.outcome === 'unfinished');
  const enough = expected.nodes.length > 0 ? missing <= nameless : reported >= expected.count;
  return {
    nodes,
    complete: enough && !pending,
    failed: nodes.some((node) => node.records.some((record) => record.outcome === 'failed')),
    reported,
  };
}

function expectedRun({ node, ips }: ExpectedNode, records: readonly BackupRecord[]): NodeRun {
  const own = records.filter(({ ip }) => ip !== undefined && ips.includes(ip));
  return nodeRun(node, own[0]?.ip ?? ips[0] ?? null, own);
}

/** Nodes that were not expected by name: one each by IP, and one for each record that names none. */
function furtherRuns(
  expected: Expected,
  records: readonly BackupRecord[],
  names: ReadonlyMap<string, string>,
): NodeRun[] {
  const known = new Set(expected.nodes.flatMap((node) => node.ips));
  const further = new Set(records.flatMap(({ ip }) => (ip === undefined || known.has(ip) ? [] : [ip])));
  return [
    ...[...further].map((ip) =>
      nodeRun(
        names.get(ip) ?? ip,
        ip,
        records.filter((record) => record.ip === ip),
      ),
    ),
    ...records.filter(({ ip }) => ip === undefined).map((record) => nodeRun(null, null, [record])),
  ];
}

function nodeRun(node: string | null, ip: string | null, records: readonly BackupRecord[]): NodeRun {
  const has = (outcome: Outcome): boolean => records.some((record) => record.outcome === outcome);
  const outcome = has('unfinished') ? 'unfinished' : has('failed') ? 'failed' : 'succeeded';
  return { node, ip, outcome: records.length === 0 ? 'missing' : outcome, records: records.map(runRecord) };
}

function runRecord({ fileName, taken, result, outcome, message }: BackupRecord): RunRecord {
  return {
    file: fileName ?? null,
    taken: taken === undefined ? null : utcTime(taken),
    result: result ?? null,
    outcome,
    message: message ?? null,
    object: null,
  };
}

function isOver({ outcome }: NodeRun): boolean {
  return outcome === 'succeeded' || outcome === 'failed';
}
