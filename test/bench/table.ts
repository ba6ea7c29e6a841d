/** What the bench prints: one row a comparison. */
import type { Paired } from './pairs.ts';

export interface Row {
  readonly what: string;
  readonly against: string;
  /** Ours divided by theirs: below 1 is faster. */
  readonly ratio: number;
  readonly oursMs: number;
  readonly theirsMs: number;
  readonly oursMiB?: number | undefined;
  readonly theirsMiB?: number | undefined;
}

export function rowOf(
  what: string,
  against: string,
  { a, b, ratio }: Paired,
  memory: readonly (number | undefined)[] = [],
): Row {
  return {
    what,
    against,
    ratio,
    oursMs: a.medianMs,
    theirsMs: b.medianMs,
    oursMiB: memory[0],
    theirsMiB: memory[1],
  };
}

export function renderRows(rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.what} | ${row.against} | ${row.ratio.toFixed(2)} | ${row.oursMs.toFixed(0)} | ${row.theirsMs.toFixed(0)} | ${row.oursMiB ?? '-'} | ${row.theirsMiB ?? '-'} |`,
  );
  return [
    '| what | against | ratio | ms | their ms | MiB | their MiB |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
