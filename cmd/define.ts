/** What a command is. The data drives yargs, completion, README and the docs; `run` does the work. */
import type { InferredOptionTypes, Options } from 'yargs';
import type { ExitCode, UsageError } from '../pkg/errors.ts';
import type { Context } from './context.ts';

export type OptionSet = Readonly<Record<string, Options>>;

export interface Positional {
  readonly name: string;
  readonly describe: string;
  readonly required?: boolean;
  /** Holds spaces: a line with too many words most likely lacks the quotes. */
  readonly inQuotes?: boolean;
  /** What completion offers for it; `records`, `nodes` and `contexts` ask the cluster or the kubeconfig. */
  readonly complete?: LiveValues | readonly string[];
}

export type LiveValues = 'records' | 'nodes' | 'contexts' | 'files' | 'folders';

export interface Example {
  /** What follows `kubectl etcdbackup `. */
  readonly line: string;
  readonly means: string;
}

export type Args<O extends OptionSet> = InferredOptionTypes<{ -readonly [K in keyof O]: O[K] }> & {
  /** Positional arguments, in order. */
  readonly positionals: readonly string[];
};

export interface CommandSpec<O extends OptionSet> {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, lower case start, no full stop, as `kubectl --help` has it. */
  readonly summary: string;
  /** A paragraph more, for the command's own help. */
  readonly description?: string;
  readonly positionals?: readonly Positional[];
  readonly options: O;
  readonly examples: readonly Example[];
  /** Options whose values completion asks for. */
  readonly complete?: Readonly<Record<string, LiveValues>>;
  /** Tells of a line that cannot be parsed in the form that the line asks for; undefined: it asks for none. */
  wrongLine?(error: UsageError, rest: readonly string[], ctx: Context): Promise<ExitCode | undefined>;
  /** Resolves to the exit code (0 when nothing is returned). */
  run(args: Args<O>, ctx: Context): Promise<ExitCode | undefined>;
}

/** A command whose option types have been forgotten: what the root keeps in its list. */
export interface Command extends Omit<CommandSpec<OptionSet>, 'run'> {
  run(
    args: Readonly<Record<string, unknown>> & { readonly positionals: readonly string[] },
    ctx: Context,
  ): Promise<ExitCode | undefined>;
}

/** Keeps the options' types for `run`, and gives the list in `root.ts` one type for all. */
export function defineCommand<const O extends OptionSet>(spec: CommandSpec<O>): Command {
  // yargs has parsed and checked the options by the time that run is called, so the narrowing holds.
  return spec as unknown as Command;
}
