/** `trigger` in words: whom it waits for, each node as it reports, and the table at the end. */
import type { Expected } from '../backup/run/expected.ts';
import type { NodeRun, RunRecord, StoredCopy } from '../backup/run/outcome.ts';
import { humanSize } from '../words/size.ts';
import { visible } from '../words/visible.ts';
import type { Cell, Tone } from './columns.ts';

const TONES: Readonly<Record<NodeRun['outcome'], Tone>> = {
  succeeded: 'good',
  unfinished: 'warn',
  failed: 'bad',
  missing: 'bad',
};

/** `3 nodes (all control-plane nodes): master-1, master-2, master-3`. */
export function expectedText({ by, count, nodes }: Expected): string {
  const how = {
    flag: 'as --expect says',
    spec: 'listed in the resource',
    'past-runs': 'as past backups show',
    'control-plane': 'all control-plane nodes',
  }[by];
  const who = nodes.length === 0 ? '' : `: ${nodes.map((one) => visible(one.node)).join(', ')}`;
  return `${count} ${count === 1 ? 'node' : 'nodes'} (${how})${who}`;
}

/** `master-1: Success, snapshot-….tar (1 of 3)`. */
export function nodeText(run: NodeRun, reported: number, count: number): string {
  const record = run.records.at(-1);
  const parts = [resultText(record), record?.file ?? undefined, record?.message ?? undefined];
  const said = parts.flatMap((part) => (part === undefined ? [] : [visible(part)])).join(', ');
  return `${nameOf(run)}: ${said} (${Math.min(reported, count)} of ${count})`;
}

/** `master-2, master-3`: who has not reported a finished backup. */
export function missingText(nodes: readonly NodeRun[]): string {
  return nodes
    .filter((run) => run.outcome === 'missing' || run.outcome === 'unfinished')
    .map((run) => (run.outcome === 'missing' ? nameOf(run) : `${nameOf(run)} (unfinished)`))
    .join(', ');
}

/** `master-1: in S3, 24.0 KiB`. */
export function copyText(run: NodeRun, { state, size, why }: StoredCopy): string {
  if (state === 'stored') return `${nameOf(run)}: in S3, ${humanSize(size ?? 0)}`;
  if (state === 'unknown') return `warning: ${nameOf(run)}: not confirmed in S3: ${visible(why ?? '')}`;
  return `${nameOf(run)}: not in S3: ${visible(why ?? '')}`;
}

/** `master-2: snapshot-….tar is not in bucket backups`: copies that are not where they should be. */
export function copyFailureText(nodes: readonly NodeRun[]): string {
  return nodes
    .flatMap((run) =>
      run.records.flatMap(({ object }) =>
        object?.state === 'missing' || object?.state === 'empty'
          ? [`${nameOf(run)}: ${visible(object.why ?? object.state)}`]
          : [],
      ),
    )
    .join('; ');
}

/** `master-2: Failed (no space left on device)`: the reason of a failure. */
export function failureText(nodes: readonly NodeRun[]): string {
  return nodes
    .flatMap((run) =>
      run.records
        .filter((record) => record.outcome === 'failed')
        .map((record) => {
          const why = record.message === null ? '' : ` (${visible(record.message)})`;
          return `${nameOf(run)}: ${resultText(record)}${why}`;
        }),
    )
    .join('; ');
}

export interface TriggerTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One row a record; a node without one has a row too. The column S3 is there where somebody has looked. */
export function triggerTable(nodes: readonly NodeRun[]): TriggerTable {
  const looked = nodes.some((run) => run.records.some((record) => record.object !== null));
  const rows = nodes.flatMap((run) => {
    const records: readonly (RunRecord | undefined)[] = run.records.length === 0 ? [undefined] : run.records;
    return records.map((record) => [
      { text: nameOf(run) },
      { text: record?.file ?? '<none>' },
      { text: record?.taken ?? '<unknown>' },
      { text: resultText(record), tone: TONES[record?.outcome ?? 'missing'] },
      ...(looked ? [copyCell(record?.object ?? null)] : []),
      { text: record?.message ?? '-' },
    ]);
  });
  return { titles: ['NODE', 'FILE', 'TAKEN', 'RESULT', ...(looked ? ['S3'] : []), 'MESSAGE'], rows };
}

function copyCell(object: StoredCopy | null): Cell {
  if (object === null) return { text: '-' };
  if (object.state === 'stored') return { text: humanSize(object.size ?? 0), tone: 'good' };
  return { text: object.state.toUpperCase(), tone: object.state === 'unknown' ? 'warn' : 'bad' };
}

function nameOf({ node }: NodeRun): string {
  return node === null ? 'a node' : visible(node);
}

function resultText(record: RunRecord | undefined): string {
  return record === undefined ? '<none>' : visible(record.result ?? 'no result yet');
}
