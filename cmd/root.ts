/** The ordered list of commands, yargs' set-up, and errors → message + exit code. */

import type { Argv } from 'yargs';
import yargs from 'yargs';
import { EXIT, type ExitCode, UsageError, UserError } from '../pkg/errors.ts';
import type { Context } from './context.ts';
import type { Command, OptionSet } from './define.ts';
import { version } from './version.ts';

/** In the order of the help. */
export const commands: readonly Command[] = [version];

/** Runs one command line. Every error has been told to the person by the time it resolves. */
export async function runCli(argv: readonly string[], ctx: Context): Promise<ExitCode> {
  try {
    return await dispatch(argv, ctx);
  } catch (error) {
    return await tell(error, ctx);
  }
}

async function dispatch(argv: readonly string[], ctx: Context): Promise<ExitCode> {
  const [word = ''] = argv;
  const command = commands.find((one) => one.name === word || one.aliases?.includes(word));
  if (command === undefined) throw new UsageError(`unknown command "${word}"`);
  const parser = parserOf(command.options);
  const parsed = parser.parseSync([...argv.slice(1)]);
  const { _: rest, $0: _program, ...args } = parsed;
  return (await command.run({ ...args, positionals: rest.map(String) }, ctx)) ?? EXIT.ok;
}

function parserOf(options: OptionSet): Argv {
  return yargs()
    .parserConfiguration({ 'duplicate-arguments-array': false, 'camel-case-expansion': false })
    .options(options)
    .strictOptions()
    .exitProcess(false)
    .help(false)
    .version(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
}

async function tell(error: unknown, ctx: Context): Promise<ExitCode> {
  if (!(error instanceof UserError)) throw error;
  ctx.err(`error: ${error.message}`);
  if (error.hint !== undefined) ctx.err(`hint: ${error.hint}`);
  return error.exitCode;
}
