/** Running a program to its end, with a limit in time and nothing inherited. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Finished {
  /** -1 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Limits {
  readonly input?: string;
  readonly seconds?: number;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What every program of a world sees: no proxy, no certificate authority and no locale of this machine. */
export const BARE_ENVIRONMENT: Readonly<Record<string, string>> = { PATH, HOME: '/root', LANG: 'C.UTF-8' };

/** Runs `argv`; a program that outlives its seconds is killed and has code -1. */
export function execute(argv: readonly string[], limits: Limits = {}): Promise<Finished> {
  const [program = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: BARE_ENVIRONMENT,
      timeout: (limits.seconds ?? 240) * 1000,
      killSignal: 'SIGKILL',
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    let code = -1;
    child.on('close', () => {
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString();
      resolve({ code, stdout: text(output), stderr: text(errors) });
    });
    child.on('exit', (status) => {
      code = status ?? -1;
      // What the program left behind may still hold the pipes: its last words get a moment, not for ever.
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 300).unref();
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(limits.input ?? '');
  });
}

/** The output of a program that has to succeed; else an error with the end of what it said. */
export async function mustExecute(argv: readonly string[], limits: Limits = {}): Promise<string> {
  const done = await execute(argv, limits);
  if (done.code !== 0) {
    const said = `${done.stdout}${done.stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`code ${done.code} from ${argv.slice(-2).join(' ').slice(0, 200)}\n${said}`);
  }
  return done.stdout;
}

/** Tries `attempt` until it holds; the error of the last try when `seconds` are over. */
export async function eventually<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
