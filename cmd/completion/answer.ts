/** The hidden `__complete` command: cobra's protocol, which kubectl speaks to `kubectl_complete-…` helpers. */
import { EXIT, type ExitCode } from '../../pkg/errors.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';
import type { Command, LiveValues } from '../define.ts';
import { type Candidate, completionOf, startingWith } from './candidates.ts';

/** Directives of the protocol: nothing more, no file names, only folders. */
const DIRECTIVE = { files: 0, noFiles: 4, folders: 16 } as const;

/** Prints `value<TAB>description` lines and a last line with the directive. Never fails: a shell is waiting. */
export async function answerCompletion(
  words: readonly string[],
  commands: readonly Command[],
  ctx: Context,
): Promise<ExitCode> {
  const completion = completionOf(words, commands);
  const typed = words.at(-1) ?? '';
  if ('candidates' in completion) return say(completion.candidates, DIRECTIVE.noFiles, ctx);
  if (completion.live === 'files') return say([], DIRECTIVE.files, ctx);
  if (completion.live === 'folders') return say([], DIRECTIVE.folders, ctx);
  const found = await liveValues(completion.live, words, ctx);
  const prefixed = found.map((one) => ({ ...one, value: completion.prefix + one.value }));
  return say(startingWith(typed, prefixed).candidates, DIRECTIVE.noFiles, ctx);
}

async function say(candidates: readonly Candidate[], directive: number, ctx: Context): Promise<ExitCode> {
  // A value with a control character cannot be typed at a shell anyway.
  const safe = candidates.filter(({ value }) => visible(value) === value);
  const lines = safe.map(({ value, means }) => (means === '' ? value : `${value}\t${visible(means)}`));
  await ctx.out([...lines, `:${directive}`, ''].join('\n'));
  return EXIT.ok;
}

async function liveValues(
  kind: Exclude<LiveValues, 'files' | 'folders'>,
  words: readonly string[],
  ctx: Context,
): Promise<Candidate[]> {
  try {
    const { askLive } = await import('./live.ts');
    return await askLive(kind, words, ctx);
  } catch {
    // No cluster, no rights, no kubeconfig: a shell shows nothing, and the command itself will say why.
    return [];
  }
}
