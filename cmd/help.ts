/** Help text from the commands' own data, in kubectl's form. */
import type { Command, OptionSet, Positional } from './define.ts';

const PROGRAM = 'kubectl etcdbackup';

/** What `--help` without a command prints. */
export function rootHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((one) => one.name.length)) + 2;
  const lines = commands.map((one) => `  ${one.name.padEnd(width)}${capital(one.summary)}`);
  return [
    'Back up, inspect and restore the etcd of Alauda Container Platform clusters.',
    '',
    'Available Commands:',
    ...lines,
    '',
    'Usage:',
    `  ${PROGRAM} COMMAND [flags]`,
    '',
    `Use "${PROGRAM} COMMAND --help" for more about a command.`,
    '',
  ].join('\n');
}

/** What `COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const aliases = command.aliases ?? [];
  const parts = [
    `${capital(command.summary)}.`,
    ...(command.description === undefined ? [] : ['', ...wrapped(command.description, 100)]),
    ...(aliases.length === 0 ? [] : ['', 'Aliases:', `  ${[command.name, ...aliases].join(', ')}`]),
    '',
    'Examples:',
    ...command.examples.flatMap((one) => [`  # ${capital(one.means)}`, `  ${PROGRAM} ${one.line}`]),
    ...groups(command.options),
    '',
    'Usage:',
    `  ${usageLine(command)}`,
    '',
  ];
  return parts.join('\n');
}

/** `kubectl etcdbackup download [FILE] [flags]`. */
export function usageLine(command: Command): string {
  const words = (command.positionals ?? []).map(positionalWord);
  return [PROGRAM, command.name, ...words, '[flags]'].join(' ');
}

function positionalWord(one: Positional): string {
  return one.required === true ? one.name : `[${one.name}]`;
}

function groups(options: OptionSet): string[] {
  const titles = [...new Set(Object.values(options).map((one) => one.group ?? 'Options:'))];
  const ordered = titles.sort((a, b) => rank(a) - rank(b));
  return ordered.flatMap((title) => {
    const flags = Object.entries(options).filter(
      ([, one]) => (one.group ?? 'Options:') === title && one.hidden !== true,
    );
    return ['', title, ...flags.flatMap(([name, option]) => flagLines(name, option))];
  });
}

/** A command's own options first, how to connect last. */
function rank(title: string): number {
  if (title === 'Options:') return 0;
  return title === 'Connection:' ? 2 : 1;
}

function flagLines(name: string, option: OptionSet[string]): string[] {
  const short = typeof option.alias === 'string' && option.alias.length === 1 ? `-${option.alias}, ` : '';
  const long = name.length === 1 ? `-${name}, --${name}` : `${short === '' ? '    ' : short}--${name}`;
  const notes = [
    ...(option.choices === undefined ? [] : [`One of: ${option.choices.join('|')}.`]),
    ...(option.default === undefined || option.default === false
      ? []
      : [`Default: ${String(option.default)}.`]),
  ];
  const text = [`${option.describe ?? ''}.`.replace('..', '.'), ...notes].join(' ');
  return [`  ${long}${valueWord(option)}`, ...wrapped(text, 90).map((line) => `        ${line}`)];
}

function valueWord(option: OptionSet[string]): string {
  if (option.type === 'boolean') return '';
  return option.type === 'number'
    ? '=N'
    : `=${typeof option.defaultDescription === 'string' ? option.defaultDescription : 'VALUE'}`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
