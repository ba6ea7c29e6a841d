/** A line of progress on stderr: drawn over itself on a terminal, one now and then in a log. */
import { ProgressMeter } from '../pkg/output/progress.ts';
import type { Context } from './context.ts';

const TERMINAL_EVERY = 200;
const LOG_EVERY = 10_000;
/** One line up, and to its end. */
const OVER = '\u001b[1A\u001b[2K';

export interface ProgressLine {
  /** Bytes so far. */
  at(done: number): void;
  /** Something else was written: the next line stands for itself. */
  interrupt(): void;
  /** Takes the line away from a terminal. */
  clear(): void;
}

/** `total`: bytes. */
export function progressOf(total: number, ctx: Context): ProgressLine {
  const meter = new ProgressMeter(total, ctx.terminal.err ? TERMINAL_EVERY : LOG_EVERY);
  let drawn = false;
  return {
    at(done) {
      const text = meter.at(done, ctx.now().getTime());
      if (text === undefined) return;
      ctx.err(drawn && ctx.terminal.err ? `${OVER}${text}` : text);
      drawn = true;
    },
    interrupt() {
      drawn = false;
    },
    clear() {
      // The line break that ends what is written brings the cursor back to where the line was.
      if (drawn && ctx.terminal.err) ctx.err(`${OVER}\u001b[1A`);
      drawn = false;
    },
  };
}
