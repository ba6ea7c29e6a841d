/** A line that cannot be parsed, told to Nagios: it would read the exit code of a wrong line, 2, as critical. */
import { EXIT, type ExitCode, type UsageError } from '../../pkg/errors.ts';
import { renderNagiosTrouble } from '../../pkg/output/nagios.ts';
import type { Context } from '../context.ts';

/** One line and UNKNOWN where `output` is Nagios' format; else undefined, and nothing is told. */
export async function tellNagios(
  error: UsageError,
  output: string,
  ctx: Context,
): Promise<ExitCode | undefined> {
  if (output !== 'nagios') return undefined;
  await ctx.out(renderNagiosTrouble(error.message));
  return EXIT.unreachable;
}
