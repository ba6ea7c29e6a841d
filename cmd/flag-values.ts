/** Values of flags that yargs takes for something else, and says nothing. */
import { UsageError } from '../pkg/errors.ts';
import type { Command } from './define.ts';

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;

/** `args` with numbers as numbers. yargs would read blanks as 0, and a second `1` as one more. Throws UsageError. */
export function withNumbers(
  command: Command,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const value = (name: string, given: unknown): unknown => {
    if (command.options[name]?.type !== 'number' || typeof given !== 'string') return given;
    if (DECIMAL.test(given)) return Number(given);
    throw new UsageError(`--${name} takes a number, not "${given}"`, seeHelp(command));
  };
  return Object.fromEntries(Object.entries(args).map(([name, given]) => [name, value(name, given)]));
}

/** yargs reads `--s3=yes` and `-w=yes` as false: what was asked for would be left out. Throws UsageError. */
export function checkBooleans(command: Command, rest: readonly string[]): void {
  for (const word of rest) {
    if (word === '--') return;
    const [, flag, name, value] = /^(--([^=]+)|-[a-zA-Z]+)=(.*)$/s.exec(word) ?? [];
    if (flag === undefined) continue;
    const called = name ?? flag.at(-1) ?? '';
    const option =
      command.options[called] ?? Object.values(command.options).find(({ alias }) => alias === called);
    if (option?.type !== 'boolean' || value === 'true' || value === 'false') continue;
    throw new UsageError(`${flag} is true or false, not "${value}"`, seeHelp(command));
  }
}

const seeHelp = ({ name }: Command): string => `see kubectl etcdbackup ${name} --help`;
