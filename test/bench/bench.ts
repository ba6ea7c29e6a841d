/** `npm run bench [NAME...]`: every comparison (or those named), as a table; exit code 1 where a target is missed. */
import process from 'node:process';
import { benchInspect } from './inspect.ts';
import type { Row } from './measure.ts';

const BENCHES: Readonly<Record<string, () => Promise<Row>>> = { inspect: benchInspect };

function print({ what, measured, targets }: Row): boolean {
  process.stdout.write(`${what}\n`);
  for (const { name, ms, peakMB } of measured)
    process.stdout.write(
      `  ${name.padEnd(40)} ${ms.toFixed(0).padStart(7)} ms${peakMB > 0 ? `  ${peakMB} MB` : ''}\n`,
    );
  for (const { name, value, limit } of targets)
    process.stdout.write(
      `  ${value <= limit ? 'ok    ' : 'MISSED'} ${name}: ${value.toFixed(2)}, at most ${limit}\n`,
    );
  return targets.every(({ value, limit }) => value <= limit);
}

const wanted = process.argv.slice(2);
let ok = true;
for (const [name, bench] of Object.entries(BENCHES))
  if (wanted.length === 0 || wanted.includes(name)) ok = print(await bench()) && ok;
process.exitCode = ok ? 0 : 1;
