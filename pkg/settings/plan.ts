/** What a command that writes is about to do: settings, and what the person should know of them. */
import type { Setting } from './change.ts';

export interface Plan {
  readonly settings: readonly Setting[];
  /** Said before anything is written, whether or not something changes. */
  readonly warnings: readonly string[];
  /** Said with the diff, so that a person knows what it means. */
  readonly words?: readonly string[];
  /** Asked before a large or destructive change. */
  readonly question?: string | undefined;
  /** Said when the change was made. */
  readonly notes: readonly string[];
  /** The subcommand that brings back what was; undefined: only kubectl's own patch can say it. */
  readonly undo: readonly string[] | undefined;
  /** What `-o json` tells besides the changes. */
  readonly facts?: Readonly<Record<string, unknown>>;
}
