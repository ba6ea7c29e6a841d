/** What `prune` deletes, for people and for programs. */
import type { PrunePlan } from '../backup/prune.ts';
import type { Prunable } from '../backup/runs.ts';
import { writtenAt } from '../backup/runs.ts';
import { age } from '../words/age.ts';
import { humanSize } from '../words/size.ts';
import { timeFormat, utcTime } from '../words/time.ts';
import { renderTable, type TableStyle } from './columns.ts';

/** The stable shape of `-o json`. */
export interface PruneView {
  readonly kind: 'EtcdBackupPrune';
  readonly dryRun: boolean;
  /** Oldest first. */
  readonly deletions: readonly PrunedView[];
  /** Bytes. */
  readonly size: number;
  readonly runs: { readonly deleted: number; readonly kept: number };
  /** The newest good backup of each node: never deleted. */
  readonly newest: readonly PrunedView[];
  /** Backups in the folder that are not surely this cluster's. */
  readonly untouched: number;
  readonly warnings: readonly string[];
}

export interface PrunedView {
  readonly key: string;
  readonly node: string;
  readonly ip: string;
  /** Bytes. */
  readonly size: number;
  /** RFC 3339 UTC. */
  readonly written: string | null;
}

export function pruneView(plan: PrunePlan, dryRun: boolean): PruneView {
  return {
    kind: 'EtcdBackupPrune',
    dryRun,
    deletions: plan.deletions.map(viewOf),
    size: sizeOf(plan.deletions),
    runs: { deleted: plan.runs, kept: plan.keptRuns },
    newest: plan.newest.map(viewOf),
    untouched: plan.untouched,
    warnings: plan.warnings,
  };
}

/** Bytes of all. */
export function sizeOf(objects: readonly Prunable[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}

function viewOf(object: Prunable): PrunedView {
  const { key, node, ip, size } = object;
  const time = timeOf(object);
  return { key, node, ip, size, written: time === undefined ? null : utcTime(time) };
}

function timeOf(object: Prunable): Date | undefined {
  const time = writtenAt(object);
  return Number.isFinite(time) ? new Date(time) : undefined;
}

/** One row an object; `zone` is that of `--local-time`. */
export function pruneTable(plan: PrunePlan, now: Date, zone: string | undefined, style: TableStyle): string {
  const format = timeFormat(zone);
  const rows = plan.deletions.map((object) => {
    const time = timeOf(object);
    return [
      { text: object.key },
      { text: object.node },
      { text: time === undefined ? '<unknown>' : format(time) },
      { text: age(time, now) },
      { text: humanSize(object.size) },
    ];
  });
  return renderTable(['KEY', 'NODE', 'WRITTEN', 'AGE', 'SIZE'], rows, style);
}
