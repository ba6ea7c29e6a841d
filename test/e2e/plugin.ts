/** The built file, as a user runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const BUILT = join(import.meta.dirname, '../../dist/kubectl-etcdbackup');

export interface PluginRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface PluginWorld {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts it; `ended` tells how it ended. */
export function startPlugin(
  words: readonly string[],
  { env = {}, cwd }: PluginWorld = {},
): { readonly child: ChildProcess; readonly ended: Promise<PluginRun> } {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is missing: npm run build`);
  const child = spawn(process.execPath, [BUILT, ...words], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nowhere',
      TMPDIR: process.env['TMPDIR'] ?? '/tmp',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (piece: Buffer) => out.push(piece));
  child.stderr?.on('data', (piece: Buffer) => err.push(piece));
  const ended = new Promise<PluginRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') }),
    );
  });
  return { child, ended };
}

/** Runs it to its end. */
export function plugin(words: readonly string[], world: PluginWorld = {}): Promise<PluginRun> {
  return startPlugin(words, world).ended;
}
