/** `npm run bench [-- NAME...]`: ratios against the field's own tools, in the same run. Prints them, writes bench-results/, judges nothing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { benchDownload } from './download.ts';
import { benchInspect } from './inspect.ts';
import { listRows } from './list.ts';
import type { Row as Measurement } from './measure.ts';
import { startUpRows } from './start-up.ts';
import { type Row, renderRows } from './table.ts';

const PAIRS: Readonly<Record<string, () => Promise<Row[]>>> = { list: listRows, 'start-up': startUpRows };
const MEASUREMENTS: Readonly<Record<string, () => Promise<Measurement>>> = {
  inspect: benchInspect,
  download: benchDownload,
};

const asked = process.argv.slice(2);
const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);

function renderMeasurement({ what, measured, targets }: Measurement): string {
  const times = measured.map(
    ({ name, ms, peakMB }) =>
      `  ${name.padEnd(40)} ${ms.toFixed(0).padStart(7)} ms${peakMB > 0 ? `  ${peakMB} MB` : ''}`,
  );
  const ratios = targets.map(
    ({ name, value, limit }) => `  ${name}: ${value.toFixed(2)} (aim: at most ${limit})`,
  );
  return [what, ...times, ...ratios, ''].join('\n');
}

const rows: Row[] = [];
for (const [name, measure] of Object.entries(PAIRS)) if (wanted(name)) rows.push(...(await measure()));
const measurements: Measurement[] = [];
for (const [name, measure] of Object.entries(MEASUREMENTS))
  if (wanted(name)) measurements.push(await measure());

const text = [rows.length === 0 ? '' : renderRows(rows), ...measurements.map(renderMeasurement)].join('\n');
mkdirSync('bench-results', { recursive: true });
writeFileSync(
  'bench-results/bench.json',
  `${JSON.stringify({ node: process.versions.node, rows, measurements }, undefined, 2)}\n`,
);
writeFileSync('bench-results/bench.txt', text);
process.stdout.write(text);
