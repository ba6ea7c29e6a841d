/** What may stand at the end of a line: computed from the commands' own data; live values are only named here. */
import type { Command, LiveValues, OptionSet } from '../define.ts';
import { splitCommandLine } from '../words.ts';

export interface Candidate {
  readonly value: string;
  readonly means: string;
}

/** Candidates, or the kind of live value that must be asked for. `prefix` stands before each value: `--node=`. */
export type Completion =
  | { readonly candidates: readonly Candidate[] }
  | { readonly live: LiveValues; readonly prefix: string };

/** `words`: what follows the program's name; the last one is being typed and may be empty. */
export function completionOf(words: readonly string[], commands: readonly Command[]): Completion {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { word, command, rest } = splitCommandLine(before, commands);
  if (word !== undefined && command === undefined) return { candidates: [] };
  if (command === undefined) {
    return startingWith(
      typed,
      typed.startsWith('-') ? flagsOf(commands[0]?.options ?? {}, []) : commandNames(commands),
    );
  }
  const joined = /^--([^=]+)=(.*)$/.exec(typed);
  if (joined !== null) return valuesOf(command, joined[1] ?? '', joined[2] ?? '', `--${joined[1]}=`);
  const last = before.at(-1) ?? '';
  const open = optionNamed(command.options, last);
  if (open !== undefined && command.options[open]?.type !== 'boolean')
    return valuesOf(command, open, typed, '');
  if (typed.startsWith('-')) return startingWith(typed, flagsOf(command.options, rest));
  return positionalValues(command, rest, typed);
}

function commandNames(commands: readonly Command[]): Candidate[] {
  return commands.map((one) => ({ value: one.name, means: one.summary }));
}

function flagsOf(options: OptionSet, used: readonly string[]): Candidate[] {
  return Object.entries(options)
    .filter(
      ([name, option]) =>
        option.hidden !== true &&
        (option.array === true || !used.some((word) => word.split('=')[0] === `--${name}`)),
    )
    .map(([name, option]) => ({ value: `--${name}`, means: option.describe ?? '' }));
}

/** The option that `--name` or `-x` names; undefined for anything else. */
function optionNamed(options: OptionSet, word: string): string | undefined {
  const long = /^--([^=]+)$/.exec(word)?.[1];
  if (long !== undefined) return long in options ? long : undefined;
  const short = /^-([a-z])$/i.exec(word)?.[1];
  return Object.entries(options).find(([, option]) => short !== undefined && option.alias === short)?.[0];
}

function valuesOf(command: Command, name: string, typed: string, prefix: string): Completion {
  const live = command.complete?.[name];
  if (live !== undefined) return { live, prefix };
  const choices = command.options[name]?.choices ?? [];
  const candidates = choices.map((choice) => ({ value: `${prefix}${choice}`, means: '' }));
  return candidates.length === 0 ? { live: 'files', prefix } : startingWith(prefix + typed, candidates);
}

function positionalValues(command: Command, rest: readonly string[], typed: string): Completion {
  const given = rest.filter(
    (word, index) => !word.startsWith('-') && !isValue(command.options, rest[index - 1]),
  ).length;
  const complete = command.positionals?.[given]?.complete;
  if (complete === undefined) return startingWith(typed, given === 0 ? flagsOf(command.options, rest) : []);
  if (typeof complete === 'string') return { live: complete, prefix: '' };
  return startingWith(
    typed,
    complete.map((value) => ({ value, means: '' })),
  );
}

function isValue(options: OptionSet, before: string | undefined): boolean {
  const name = before === undefined ? undefined : optionNamed(options, before);
  return name !== undefined && options[name]?.type !== 'boolean';
}

/** Only what begins as typed: shells filter too, kubectl's helper protocol does not ask them to. */
export function startingWith(typed: string, candidates: readonly Candidate[]): { candidates: Candidate[] } {
  return { candidates: candidates.filter((one) => one.value.startsWith(typed)) };
}
