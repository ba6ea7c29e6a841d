/** One line of progress: how far, how fast, how long still. */
import { humanSize } from '../words/size.ts';

export interface Progress {
  /** Bytes. */
  readonly done: number;
  readonly total: number;
  /** Bytes a second over the last while; 0 where nothing is known yet. */
  readonly rate: number;
}

/** `31 %  120.0 MiB of 380.0 MiB  41.2 MiB/s  6 s left`. */
export function progressLine({ done, total, rate }: Progress): string {
  const percent = `${Math.floor((done / Math.max(total, 1)) * 100)} %`;
  const parts = [percent.padStart(5), `${humanSize(done)} of ${humanSize(total)}`];
  if (rate > 0) parts.push(`${humanSize(Math.round(rate))}/s`, `${timeLeft((total - done) / rate)} left`);
  return parts.join('  ');
}

function timeLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Follows a transfer: remembers the last seconds, and says when a line is due. */
export class ProgressMeter {
  readonly #total: number;
  readonly #everyMs: number;
  #marks: { readonly at: number; readonly done: number }[] = [];
  #shown = Number.NEGATIVE_INFINITY;

  /** `everyMs`: a line this often at most. */
  constructor(total: number, everyMs: number) {
    this.#total = total;
    this.#everyMs = everyMs;
  }

  /** The line for `done` bytes at `now` (milliseconds), where one is due. */
  at(done: number, now: number): string | undefined {
    const first = this.#marks[0];
    if (first === undefined) this.#shown = now;
    if (first !== undefined && now - this.#shown < this.#everyMs) return undefined;
    this.#marks = [...this.#marks.filter((mark) => now - mark.at < WINDOW), { at: now, done }];
    if (first === undefined) return undefined;
    this.#shown = now;
    const oldest = this.#marks[0] ?? first;
    const base = oldest.at < now ? oldest : first;
    const rate = now > base.at ? ((done - base.done) / (now - base.at)) * 1000 : 0;
    return progressLine({ done, total: this.#total, rate });
  }
}

/** The rate is that of the last so many milliseconds. */
const WINDOW = 10_000;
