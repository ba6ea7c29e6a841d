/** Runs programs against each other, in turns, and keeps the medians. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** One program line, or several that run one after the other. */
export interface Runner {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
  readonly env?: Readonly<Record<string, string>>;
  /** Before each run, outside the time. */
  readonly prepare?: () => void;
}

export interface Measured {
  readonly name: string;
  /** Milliseconds, median. */
  readonly ms: number;
  /** Largest resident set of a Node program, MB; 0 for others. */
  readonly peakMB: number;
}

/** What one comparison found, and what it must hold. */
export interface Row {
  readonly what: string;
  readonly measured: readonly Measured[];
  /** Each must hold: `ratio` at most `limit`. */
  readonly targets: readonly { readonly name: string; readonly value: number; readonly limit: number }[];
}

/** Tells a Node program to write its peak memory into the file of PEAK_FILE when it ends. Its own: `maxRSS` begins with what its parent had. */
const PEAK = `process.on('exit', () => {
  const fs = require('node:fs');
  fs.writeFileSync(process.env.PEAK_FILE, /VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]);
});`;

/** Runs each in turn, `rounds` times after one that warms up; throws where one fails. */
export async function measure(runners: readonly Runner[], rounds: number): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const hook = join(folder, 'peak.cjs');
  writeFileSync(hook, PEAK);
  try {
    const times = new Map<string, { ms: number[]; peak: number }>(
      runners.map(({ name }) => [name, { ms: [], peak: 0 }]),
    );
    for (let round = 0; round <= rounds; round++) {
      for (const runner of runners) {
        runner.prepare?.();
        const file = join(folder, 'peak');
        writeFileSync(file, '0');
        const started = performance.now();
        for (const command of runner.commands)
          await run(command, { ...runner.env, NODE_OPTIONS: `--require=${hook}`, PEAK_FILE: file });
        const ms = performance.now() - started;
        const known = times.get(runner.name);
        if (round > 0) known?.ms.push(ms);
        if (known !== undefined) known.peak = Math.max(known.peak, Number(readFileSync(file, 'utf8')) / 1024);
      }
    }
    return [...times].map(([name, { ms, peak }]) => ({ name, ms: median(ms), peakMB: Math.round(peak) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function run(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const words: Buffer[] = [];
    child.stderr.on('data', (piece: Buffer) => words.push(piece));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${Buffer.concat(words)}`)),
    );
  });
}

/** The measured one of that name. */
export function named(measured: readonly Measured[], name: string): Measured {
  const found = measured.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nothing was measured as ${name}`);
  return found;
}
