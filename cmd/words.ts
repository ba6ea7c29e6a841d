/** Which command a line asks for: flags may stand before it, as kubectl allows. No option library is needed for that. */
import type { Command } from './define.ts';

export interface CommandLine {
  /** The command's word as typed; undefined when the line has none. */
  readonly word: string | undefined;
  readonly command: Command | undefined;
  /** Everything but the command's word. */
  readonly rest: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
}

/** Flags that stand alone: what follows them is not their value. */
const ALONE = new Set(['-h', '--help', '--version']);

/** Whether the next word is this flag's value: no name is a switch of one command and takes a value of another. */
function takesValue(flag: string, commands: readonly Command[]): boolean {
  if (ALONE.has(flag) || flag.includes('=')) return false;
  const name = flag.replace(/^--?/, '');
  const option = commands
    .map(
      (command) =>
        command.options[name] ?? Object.values(command.options).find(({ alias }) => alias === name),
    )
    .find((one) => one !== undefined);
  return option !== undefined && option.type !== 'boolean';
}

/** Splits a command line. `help COMMAND` is `COMMAND --help`. */
export function splitCommandLine(argv: readonly string[], commands: readonly Command[]): CommandLine {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const help = before.some((one) => one === '-h' || one === '--help') || before[0] === 'help';
  const words = before[0] === 'help' ? before.slice(1) : before;
  const at = wordIndex(words, commands);
  const word = at === undefined ? undefined : words[at];
  const command = commands.find((one) => one.name === word || one.aliases?.includes(word ?? ''));
  const flags = words.filter((one, index) => index !== at && one !== '-h' && one !== '--help');
  return {
    word,
    command,
    rest: [...flags, ...(end === -1 ? [] : argv.slice(end))],
    help,
    version: word === undefined && before.includes('--version'),
  };
}

function wordIndex(words: readonly string[], commands: readonly Command[]): number | undefined {
  for (let index = 0; index < words.length; index += 1) {
    const one = words[index] ?? '';
    if (!one.startsWith('-')) return index;
    if (takesValue(one, commands)) index += 1;
  }
  return undefined;
}
