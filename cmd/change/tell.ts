/** What a person reads before and after a change. */
import { configurationRef, kubectlName } from '../../pkg/backup/resource.ts';
import { UserError } from '../../pkg/errors.ts';
import type { Written } from '../../pkg/flows/write-guarded.ts';
import { renderChanges } from '../../pkg/output/changes.ts';
import type { Change } from '../../pkg/settings/change.ts';
import { explainValue } from '../../pkg/settings/words.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';
import type { DryRun } from '../options/writing.ts';
import { printStructured } from '../print.ts';
import type { ChangeArgs, ChangeView } from './view.ts';

/** One object and what would change of it. */
export interface ObjectChanges {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** The diff: data where a person reads it; words beside the data for a script, and only where it is asked a question. */
export async function showChanges(
  objects: readonly ObjectChanges[],
  question: string | undefined,
  args: ChangeArgs,
  ctx: Context,
): Promise<void> {
  const style = { color: ctx.terminal.color, explain: explainValue };
  const diff = objects
    .filter(({ changes }) => changes.length > 0)
    .map(({ title, changes }) => renderChanges(title, changes, style))
    .join('');
  if (diff === '') return;
  if (args.output === 'table') await ctx.out(diff);
  else if (question !== undefined && !args.yes) ctx.err(diff.trimEnd());
}

/** The resource's part of a diff. */
export function resourceChanges(changes: readonly Change[], { name }: ChangeArgs): ObjectChanges {
  return { title: `${configurationRef(name).kind.kind} ${name}`, changes };
}

/** Throws UserError for a no. A dry run asks nothing. */
export async function ask(question: string | undefined, args: ChangeArgs, ctx: Context): Promise<void> {
  if (question === undefined || args.yes || args['dry-run'] !== 'none') return;
  if (!(await ctx.prompt.confirm(visible(question))))
    throw new UserError('not confirmed: nothing was changed', { reason: 'NotConfirmed' });
}

/** What the server did besides what was asked. */
export function tellOdd({ answerLost, besides }: Written, args: ChangeArgs, ctx: Context): void {
  if (answerLost) ctx.err('warning: the answer to the change was lost; a second look shows that it stands');
  if (besides.length === 0) return;
  ctx.err('warning: the server changed more than was asked:');
  ctx.err(renderChanges(args.name, besides, { color: false }).trimEnd());
}

/** Behind `configured`, as kubectl has it. */
export const DRY: Readonly<Record<DryRun, string>> = {
  none: '',
  client: ' (dry run)',
  server: ' (server dry run)',
};

/** The last lines: what became of each object, notes, and how to undo it. `more`: lines of other objects. */
export async function tellResult(
  view: ChangeView,
  notes: readonly string[],
  args: ChangeArgs,
  ctx: Context,
  more: readonly string[] = [],
): Promise<void> {
  const { output } = args;
  const name = visible(kubectlName(configurationRef(args.name)));
  const result =
    view.changes.length > 0 ? `configured${DRY[args['dry-run']]}` : `unchanged${DRY[args['dry-run']]}`;
  if (output === 'json' || output === 'yaml') await printStructured(view, output, ctx);
  else if (output === 'name') await ctx.out(`${name}\n`);
  else await ctx.out([`${name} ${result}`, ...more].map((line) => `${line}\n`).join(''));
  if (!view.changed || args['dry-run'] !== 'none') return;
  for (const note of notes) ctx.err(`note: ${visible(note)}`);
  if (view.changes.length > 0) ctx.err(`undo: ${visible(view.undo ?? 'put back what the diff shows')}`);
}
