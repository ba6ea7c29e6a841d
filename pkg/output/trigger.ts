/** `trigger` in words: whom it waits for, each node as it reports, and the table at the end. */
import type { Expected } from '../backup/run/expected.ts';
import type { NodeRun, RunRecord } from '../backup/run/outcome.ts';
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

export const TRIGGER_TITLES = ['NODE', 'FILE', 'TAKEN', 'RESULT', 'MESSAGE'] as const;

/** One row a record, under `TRIGGER_TITLES`; a node without one has a row too. */
export function triggerRows(nodes: readonly NodeRun[]): Cell[][] {
  return nodes.flatMap((run) => {
    const records: readonly (RunRecord | undefined)[] = run.records.length === 0 ? [undefined] : run.records;
    return records.map((record) => [
      { text: nameOf(run) },
      { text: record?.file ?? '<none>' },
      { text: record?.taken ?? '<unknown>' },
      { text: resultText(record), tone: TONES[record?.outcome ?? 'missing'] },
      { text: record?.message ?? '-' },
    ]);
  });
}

function nameOf({ node }: NodeRun): string {
  return node === null ? 'a node' : visible(node);
}

function resultText(record: RunRecord | undefined): string {
  return record === undefined ? '<none>' : visible(record.result ?? 'no result yet');
}
