/** The ordered list of commands, and the way from a command line to an exit code. */
import { EXIT, type ExitCode, InterruptedError, UsageError, UserError } from '../pkg/errors.ts';
import { check } from './check.ts';
import { completion } from './completion.ts';
import type { Context } from './context.ts';
import type { Command } from './define.ts';
import { download } from './download.ts';
import { inspect } from './inspect.ts';
import { kit } from './kit.ts';
import { list } from './list.ts';
import { pause } from './pause.ts';
import { prune } from './prune.ts';
import { restore } from './restore.ts';
import { resume } from './resume.ts';
import { setLocal } from './set-local.ts';
import { setS3 } from './set-s3.ts';
import { setSchedule } from './set-schedule.ts';
import { status } from './status.ts';
import { trigger } from './trigger.ts';
import { unsetS3 } from './unset-s3.ts';
import { version } from './version.ts';
import { type CommandLine, splitCommandLine } from './words.ts';

/** In the order of the help. */
export const commands: readonly Command[] = [
  list,
  status,
  check,
  setSchedule,
  pause,
  resume,
  setLocal,
  setS3,
  unsetS3,
  trigger,
  download,
  inspect,
  kit,
  restore,
  prune,
  completion,
  version,
];

/** Runs one command line. Every error a person can fix has been told by the time it resolves; bugs are thrown. */
export async function runCli(argv: readonly string[], ctx: Context): Promise<ExitCode> {
  if (argv[0] === '__complete') {
    const { answerCompletion } = await import('./completion/answer.ts');
    return answerCompletion(argv.slice(1), commands, ctx);
  }
  try {
    return await dispatch(splitCommandLine(argv, commands), ctx);
  } catch (error) {
    return tell(error, ctx);
  }
}

async function dispatch(line: CommandLine, ctx: Context): Promise<ExitCode> {
  if (line.command === undefined) return withoutCommand(line, ctx);
  if (line.help) {
    const { commandHelp } = await import('./help.ts');
    await ctx.out(commandHelp(line.command));
    return EXIT.ok;
  }
  return parsedAndRun(line.command, line.rest, ctx);
}

async function parsedAndRun(command: Command, rest: readonly string[], ctx: Context): Promise<ExitCode> {
  const { parseArgs } = await import('./parse.ts');
  let args: ReturnType<typeof parseArgs>;
  try {
    args = parseArgs(command, rest);
  } catch (error) {
    const code = error instanceof UsageError ? await command.wrongLine?.(error, rest, ctx) : undefined;
    if (code === undefined) throw error;
    return code;
  }
  return (await command.run(args, ctx)) ?? EXIT.ok;
}

async function withoutCommand(line: CommandLine, ctx: Context): Promise<ExitCode> {
  if (line.version) {
    const { VERSION } = await import('./release.ts');
    await ctx.out(`${VERSION}\n`);
    return EXIT.ok;
  }
  // Help with exit code 0 would pass for the work done: `etcdbackup --context prod -- pause` has done nothing.
  if (line.word === undefined && line.rest.length > 0 && !line.help)
    throw new UsageError('no command stands in this line', `see ${ctx.program} --help`);
  if (line.word === undefined) {
    const { rootHelp } = await import('./help.ts');
    await ctx.out(rootHelp(commands));
    return EXIT.ok;
  }
  const { nearest } = await import('./nearest.ts');
  const names = commands.flatMap((one) => [one.name, ...(one.aliases ?? [])]);
  const near = nearest(line.word, names);
  throw new UsageError(
    `unknown command "${line.word}"`,
    near === undefined ? `see ${ctx.program} --help` : `did you mean "${near}"? See ${ctx.program} --help`,
  );
}

async function tell(error: unknown, ctx: Context): Promise<ExitCode> {
  if (!(error instanceof UserError)) throw error;
  const { visible } = await import('../pkg/words/visible.ts');
  if (error instanceof InterruptedError && error.message === 'interrupted') return error.exitCode;
  ctx.err(`error: ${visible(error.message)}`);
  if (error.hint !== undefined) ctx.err(`hint: ${visible(error.hint)}`);
  return error.exitCode;
}
