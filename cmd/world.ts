/** The Context of a real run: Node's process as values and functions. */
import { InterruptedError, UsageError, UserError } from '../pkg/errors.ts';
import type { Context, Terminal } from './context.ts';
import { promptOf } from './prompt.ts';

/** The same help text, however the plugin was called. */
export const PROGRAM = 'kubectl etcdbackup';

export function contextOf(host: NodeJS.Process, signal: AbortSignal): Context {
  return {
    env: host.env,
    cwd: folderOf(host),
    terminal: terminalOf(host),
    timeZone,
    now: () => new Date(),
    random: (bytes) => globalThis.crypto.getRandomValues(new Uint8Array(bytes)),
    sleep: (ms, instead = signal) => sleep(ms, instead),
    ...outputOf(host.stdout),
    err: (line) => void host.stderr.write(`${line}\n`),
    stdin: () => readAll(host.stdin),
    prompt: promptOf(host, signal),
    signal,
    homedir: host.env['HOME'] ?? host.env['USERPROFILE'] ?? '/',
    program: PROGRAM,
  };
}

/** One that was removed under the shell has its name still: what is looked for in it is not there, and is told so. */
function folderOf(host: NodeJS.Process): string {
  try {
    return host.cwd();
  } catch {
    return host.env['PWD'] ?? '/removed';
  }
}

/** An empty TZ is UTC; Node has a name for it that Intl refuses. */
function timeZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone === 'Etc/Unknown' ? 'UTC' : zone;
}

function terminalOf(host: NodeJS.Process): Terminal {
  const out = host.stdout.isTTY === true;
  const plain = (host.env['NO_COLOR'] ?? '') !== '' || host.env['TERM'] === 'dumb';
  return {
    out,
    err: host.stderr.isTTY === true,
    in: host.stdin.isTTY === true,
    columns: out && host.stdout.columns > 0 ? host.stdout.columns : undefined,
    color: out && !plain,
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const interrupt = (): void => {
      clearTimeout(timer);
      reject(new InterruptedError());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', interrupt);
      resolve();
    }, ms);
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true });
  });
}

/** Resolves when the stream has taken the text, so that what is printed is never more than a buffer ahead. */
function outputOf(stream: NodeJS.WriteStream): Pick<Context, 'out' | 'readerLeft'> {
  let left = false;
  const out = (text: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      if (left) return resolve();
      stream.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
        if (!error) return resolve();
        left = error.code === 'EPIPE';
        if (left) resolve();
        else reject(unwritable(error));
      });
    });
  return { out, readerLeft: () => left };
}

function unwritable(error: NodeJS.ErrnoException): UserError {
  const { code = 'unknown' } = error;
  const why = code === 'ENOSPC' ? 'no space left on its disk' : code;
  return new UserError(`the output cannot be written: ${why}`, { reason: code, cause: error });
}

/** Far above any key or token, so that a wrong pipe does not fill the memory. */
const MOST_STDIN = 1024 * 1024;

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > MOST_STDIN) throw new UsageError('standard input is too long: keys are two short lines');
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString('utf8');
}
