/** A line that cannot be parsed, told to Nagios: it would read the exit code of a wrong line, 2, as critical. */
import { EXIT, type ExitCode, type UsageError } from '../../pkg/errors.ts';
import { renderNagiosTrouble } from '../../pkg/output/nagios.ts';
import type { Context } from '../context.ts';

/** One line and UNKNOWN where `rest` asks for Nagios' format; else undefined, and nothing is told. */
export async function tellNagios(
  error: UsageError,
  rest: readonly string[],
  ctx: Context,
): Promise<ExitCode | undefined> {
  if (formatIn(rest) !== 'nagios') return undefined;
  await ctx.out(renderNagiosTrouble(error.message));
  return EXIT.unreachable;
}

/** The format as it stands in the line, given last as it counts; the line itself could not be parsed. */
function formatIn(rest: readonly string[]): string | undefined {
  const end = rest.indexOf('--');
  const words = end === -1 ? rest : rest.slice(0, end);
  return words
    .flatMap((word, index) => {
      if (word === '-o' || word === '--output') return words[index + 1] ?? [];
      return /^(?:--output=|-o=?)(.+)$/.exec(word)?.[1] ?? [];
    })
    .at(-1);
}
