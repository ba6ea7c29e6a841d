/** Paired timing: A B A B …, so that a machine whose speed drifts drifts for both; medians and the ratio pair by pair. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Line {
  readonly program: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Measured {
  /** Milliseconds of the whole process. */
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export interface Paired {
  readonly a: Measured;
  readonly b: Measured;
  /** Median of a/b, pair by pair. */
  readonly ratio: number;
}

const TIME = '/usr/bin/time';

function once(line: Line): number {
  const started = performance.now();
  const ended = spawnSync(line.program, line.words, {
    env: line.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - started;
  if (ended.status !== 0)
    throw new Error(`${line.program} ${line.words.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
  return ms;
}

/** Both lines `runs` times in turn, after one run each that does not count. */
export function paired(a: Line, b: Line, runs = 15): Paired {
  once(a);
  once(b);
  const times = Array.from({ length: runs }, () => [once(a), once(b)] as const);
  return {
    a: measured(times.map(([one]) => one)),
    b: measured(times.map(([, one]) => one)),
    ratio: median(times.map(([one, other]) => one / other)),
  };
}

/** Peak memory in MiB by time(1); undefined where it is not installed. */
export function peakMiB(line: Line): number | undefined {
  if (!existsSync(TIME)) return undefined;
  const ended = spawnSync(TIME, ['-f', '%M', line.program, ...line.words], {
    env: line.env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const kib = Number(ended.stderr.trim().split('\n').at(-1));
  return Number.isFinite(kib) ? Math.round(kib / 1024) : undefined;
}

function measured(times: readonly number[]): Measured {
  return { medianMs: median(times), minMs: Math.min(...times), maxMs: Math.max(...times) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
