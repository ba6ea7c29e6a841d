/** Options by yargs; what is wrong with a line is said in kubectl's words. */
import yargs from 'yargs';
import { UsageError } from '../pkg/errors.ts';
import type { Args, Command, OptionSet } from './define.ts';
import { checkBooleans, withNumbers } from './flag-values.ts';
import { nearest } from './nearest.ts';

export type ParsedArgs = Readonly<Record<string, unknown>> & { readonly positionals: readonly string[] };

/** The options and positionals of `command` on `line`. Throws UsageError. */
export function parseArgs(command: Command, line: readonly string[]): ParsedArgs {
  const rest = apart(command.options, line);
  const parsed = parserOf(command, rest).parseSync([...rest]);
  const { _: words, '--': after, $0: _program, ...args } = parsed;
  const single = withNumbers(command, lastGiven(command, args));
  checkBooleans(command, rest);
  const positionals = [...words, ...(Array.isArray(after) ? after : [])].map(String);
  checkPositionals(command, positionals);
  return { ...single, positionals };
}

/** `-ojson`, `-o=json` and `-wojson` are `-o json`, as with kubectl; yargs would take every letter for a flag. */
function apart(options: OptionSet, line: readonly string[]): string[] {
  const end = line.indexOf('--');
  const flags = end < 0 ? line : line.slice(0, end);
  const letters = (flag: boolean): string =>
    Object.values(options)
      .filter(({ alias, type }) => typeof alias === 'string' && (type === 'boolean') === flag)
      .map(({ alias }) => alias)
      .join('');
  const joined = new RegExp(`^-([${letters(true)}]*)([${letters(false)}])(=?(.*))$`, 's');
  const words = flags.flatMap((word) => {
    const [, alone = '', letter = '', behind = '', value = ''] = joined.exec(word) ?? [];
    if (letter === '' || (alone === '' && behind === '')) return word;
    return [...[...alone, letter].map((one) => `-${one}`), ...(behind === '' ? [] : [value])];
  });
  return [...words, ...line.slice(flags.length)];
}

/** A flag that is given twice counts as it was given last, as with kubectl; lists keep every value. */
function lastGiven(command: Command, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const value = (name: string, given: unknown): unknown =>
    Array.isArray(given) && command.options[name]?.array !== true ? given.at(-1) : given;
  return Object.fromEntries(Object.entries(args).map(([name, given]) => [name, value(name, given)]));
}

function parserOf(command: Command, rest: readonly string[]) {
  // The folder is given, as it may be gone; nothing is read from it.
  return yargs([], '/')
    .parserConfiguration({
      // Without it the last value of a list would be its only one.
      'duplicate-arguments-array': true,
      'camel-case-expansion': false,
      'dot-notation': false,
      'boolean-negation': false,
      'parse-positional-numbers': false,
      'populate--': true,
      'strip-aliased': true,
      'greedy-arrays': false,
    })
    .options(withArguments(command.options))
    .detectLocale(false)
    .exitProcess(false)
    .help(false)
    .version(false)
    .strictOptions()
    .fail((message, error) => {
      throw error instanceof Error && !/^Y(Error|args)/.test(error.name)
        ? error
        : usage(message ?? error?.message ?? '', command, rest);
    });
}

/** Texts and numbers need a value: `--context` at the end of a line is a mistake, not an empty text. Numbers are read by `withNumbers`. */
function withArguments(options: OptionSet): OptionSet {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      option.type === 'boolean'
        ? option
        : { ...option, requiresArg: true, ...(option.type === 'number' ? { type: 'string' } : {}) },
    ]),
  );
}

function usage(message: string, command: Command, rest: readonly string[]): UsageError {
  const see = `see kubectl etcdbackup ${command.name} --help`;
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1];
  if (unknown !== undefined) {
    const [first = ''] = unknown.split(', ');
    const near = nearest(first, Object.keys(command.options));
    return new UsageError(
      `unknown flag: ${asTyped(first, rest)}`,
      near === undefined ? see : `did you mean --${near}? ${see.replace('see', 'See')}`,
    );
  }
  const missing = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (missing !== undefined) return new UsageError(`flag needs an argument: ${asTyped(missing, rest)}`, see);
  const invalid = /Argument: ([^,]+), Given: (.*), Choices: (.*)$/m.exec(message);
  if (invalid !== null) {
    const [, flag, given, choices] = invalid;
    return new UsageError(`--${flag} cannot be ${given}`, `it is one of ${choices?.replaceAll('"', '')}`);
  }
  return new UsageError(message.split('\n').join(' '), see);
}

/** yargs drops the dashes. */
function asTyped(flag: string, rest: readonly string[]): string {
  const long = rest.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
  return flag.length === 1 && !long ? `-${flag}` : `--${flag}`;
}

function checkPositionals(command: Command, given: readonly string[]): void {
  const wanted = command.positionals ?? [];
  const see = `see kubectl etcdbackup ${command.name} --help`;
  const missing = wanted.find((one, index) => one.required === true && given[index] === undefined);
  if (missing !== undefined) throw new UsageError(`${missing.name} is missing: ${missing.describe}`, see);
  if (given.length <= wanted.length) return;
  const last = wanted.at(-1);
  const hint =
    last?.inQuotes === true ? `put ${last.name} in quotes, or the shell takes it apart; ${see}` : see;
  throw new UsageError(`unexpected argument "${given[wanted.length]}"`, hint);
}

/** What of `options` stands in an unfinished line: for completion, nothing is checked. */
export function looseArgs<const O extends OptionSet>(options: O, words: readonly string[]): Args<O> {
  const parsed = yargs(apart(options, words), '/')
    .parserConfiguration({ 'duplicate-arguments-array': false, 'camel-case-expansion': false })
    .options(options)
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(() => undefined)
    .parseSync();
  return { ...parsed, positionals: [] } as unknown as Args<O>;
}
