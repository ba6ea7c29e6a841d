/** Runs the built file as a person does: another process, real pipes, real signals. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

export const DIST = join(import.meta.dirname, '..', '..', 'dist');
export const PLUGIN = join(DIST, 'kubectl-etcdbackup');

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

export interface How {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly cwd?: string;
  /** The most a run may take: a hang is a failure of the test. */
  readonly limitMs?: number;
  /** Told the process's id. */
  readonly onStart?: (pid: number) => void;
  /** Told all of stdout and stderr so far, and the process's id. */
  readonly onText?: (text: string, pid: number) => void;
}

/** The environment of a clean shell: the pinned Node first on PATH, no proxy, no kubeconfig. */
export function cleanEnv(more: How['env'] = {}): Record<string, string> {
  const path = `${DIST}:${join(process.execPath, '..')}:/usr/local/bin:/usr/bin:/bin`;
  const env: Record<string, string | undefined> = {
    PATH: path,
    HOME: '/nonexistent',
    TERM: 'xterm',
    ...more,
  };
  return Object.fromEntries(
    Object.entries(env).filter((one): one is [string, string] => one[1] !== undefined),
  );
}

/** Runs any program. */
export function runProgram(program: string, words: readonly string[], how: How = {}): Promise<Ended> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      env: cleanEnv(how.env),
      cwd: how.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${program} ${words.join(' ')} did not end: ${text.err}`));
    }, how.limitMs ?? 30_000);
    const text = { out: '', err: '' };
    how.onStart?.(child.pid ?? 0);
    const take = (name: 'out' | 'err') => (piece: Buffer) => {
      text[name] += piece.toString('utf8');
      how.onText?.(text.out + text.err, child.pid ?? 0);
    };
    child.stdout.on('data', take('out'));
    child.stderr.on('data', take('err'));
    child.stdin.on('error', () => undefined);
    child.stdin.end(how.input ?? '');
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ code, signal, ...text, ms: performance.now() - started });
    });
  });
}

/** Runs the plugin. */
export function plugin(words: readonly string[], how: How = {}): Promise<Ended> {
  return runProgram(PLUGIN, words, how);
}

/** Runs a shell line with the plugin on PATH. */
export function shell(line: string, how: How = {}): Promise<Ended> {
  return runProgram('bash', ['-o', 'pipefail', '-c', line], how);
}
