/** Questions on a terminal. Asked on stderr, so that a redirected stdout stays data. */
import { InterruptedError, UsageError } from '../pkg/errors.ts';
import type { Prompt } from './context.ts';

const ENTER = /[\r\n]/;
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACE = /[\b\u007f]/;

export function promptOf(host: NodeJS.Process, signal: AbortSignal): Prompt {
  const ask = (question: string, hidden: boolean): Promise<string> => {
    // What was read to its end, as --stdin reads a terminal up to Ctrl-D, gives no answers any more.
    const deaf = host.stdin.readableEnded || host.stdin.destroyed;
    if (deaf || host.stdin.isTTY !== true || host.stderr.isTTY !== true) {
      const why = deaf ? 'standard input is at its end' : 'there is no terminal to ask on';
      throw new UsageError(
        `a question needs an answer, and ${why}: ${question}`,
        'give --yes, or the answer as a flag or in a file',
      );
    }
    host.stderr.write(`${question} `);
    return readLine(host, signal, hidden);
  };
  return {
    confirm: async (question) => /^y(es)?$/i.test((await ask(`${question} [y/N]`, false)).trim()),
    secret: (question) => ask(question, true),
    line: (question) => ask(question, false),
  };
}

/** One line in raw mode, so that hidden text is never echoed, not even while it is being read. */
function readLine(host: NodeJS.Process, signal: AbortSignal, hidden: boolean): Promise<string> {
  const { stdin, stderr } = host;
  return new Promise((resolve, reject) => {
    let line = '';
    const end = (act: () => void): void => {
      stdin.setRawMode(false);
      stdin.pause();
      stdin.off('data', take);
      stdin.off('end', leave);
      stdin.off('error', leave);
      signal.removeEventListener('abort', interrupt);
      stderr.write('\n');
      act();
    };
    /** The terminal is gone: no answer is none. */
    const leave = (): void => end(() => resolve(''));
    const interrupt = (): void => end(() => reject(new InterruptedError('interrupted: nothing was changed')));
    const takeOne = (character: string): boolean => {
      if (ENTER.test(character) || character === CTRL_D) {
        end(() => resolve(line));
        return false;
      }
      if (character === CTRL_C) {
        interrupt();
        return false;
      }
      if (BACKSPACE.test(character)) {
        if (line !== '' && !hidden) stderr.write('\b \b');
        line = [...line].slice(0, -1).join('');
      } else {
        line += character;
        if (!hidden) stderr.write(character);
      }
      return true;
    };
    const take = (data: Buffer): void => {
      for (const character of data.toString('utf8')) if (!takeOne(character)) return;
    };
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('data', take);
    stdin.on('end', leave);
    stdin.on('error', leave);
    signal.addEventListener('abort', interrupt, { once: true });
  });
}
