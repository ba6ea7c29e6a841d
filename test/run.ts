/** Runs one command line in-process, in a world of the test's own. */

import type { Context } from '../cmd/context.ts';
import { runCli } from '../cmd/root.ts';
import { InterruptedError } from '../pkg/errors.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunWorld {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: Date;
  readonly columns?: number;
  readonly color?: boolean;
  /** Answers to questions, in order; a question too many throws, as without a terminal. */
  readonly answers?: readonly string[];
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  readonly homedir?: string;
  /** Nobody reads stdout. */
  readonly readerLeft?: boolean;
  /** Called with all of stdout so far, at every write. */
  readonly onOut?: (text: string) => void;
  /** Called with all of stderr so far, at every line. */
  readonly onErr?: (text: string) => void;
}

/** The noon that tests live in. */
export const NOON = new Date('2026-11-23T12:00:00Z');

/** Runs `line` (a list of words) and tells what a user would have seen. */
export async function run(line: readonly string[], world: RunWorld = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(line, contextOf(world, out, err));
  return { code, out: out.join(''), err: err.join('') };
}

/** What a command is handed in that world; what it prints is put into `out` and `err`. */
export function contextOf(world: RunWorld, out: string[], err: string[]): Context {
  const answers = [...(world.answers ?? [])];
  const signal = world.signal ?? new AbortController().signal;
  const ask = async (question: string): Promise<string> => {
    err.push(`${question}\n`);
    const answer = answers.shift();
    if (answer !== undefined) return answer;
    const { UsageError } = await import('../pkg/errors.ts');
    throw new UsageError(`a question needs an answer, and there is no terminal to ask on: ${question}`);
  };
  return {
    env: world.env ?? {},
    cwd: world.cwd ?? '/nowhere',
    terminal: {
      out: world.columns !== undefined,
      err: world.columns !== undefined,
      in: world.answers !== undefined,
      columns: world.columns,
      color: world.color ?? false,
    },
    timeZone: () => 'Asia/Shanghai',
    now: () => world.now ?? NOON,
    random: (bytes) => new Uint8Array(bytes).fill(7),
    sleep: (ms, instead = signal) => pause(ms, instead),
    out: async (text) => {
      out.push(typeof text === 'string' ? text : Buffer.from(text).toString('latin1'));
      world.onOut?.(out.join(''));
    },
    readerLeft: () => world.readerLeft ?? false,
    err: (text) => {
      err.push(`${text}\n`);
      world.onErr?.(err.join(''));
    },
    stdin: async () => world.stdin ?? '',
    prompt: { confirm: async (question) => /^y/i.test(await ask(question)), secret: ask, line: ask },
    signal,
    homedir: world.homedir ?? '/nowhere',
    program: 'kubectl etcdbackup',
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(new InterruptedError());
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
