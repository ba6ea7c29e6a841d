/** A plan on stdout, in the form that was asked for. */
import { resolve } from 'node:path';
import { renderHtml } from '../../pkg/restore/pages/html.ts';
import { renderMarkdown } from '../../pkg/restore/pages/markdown.ts';
import type { Block } from '../../pkg/restore/pages/page.ts';
import { pasteBlocks } from '../../pkg/restore/pages/paste.ts';
import { type PlanPageOptions, planPage } from '../../pkg/restore/pages/plan-page.ts';
import { renderText } from '../../pkg/restore/pages/text.ts';
import { nodeScripts } from '../../pkg/restore/plan/node-scripts.ts';
import { presentMembers, type RestorePlan, stepsOn } from '../../pkg/restore/plan/plan.ts';
import type { PlanWords } from '../../pkg/restore/words/plan-words.ts';
import type { Context } from '../context.ts';
import { printStructured } from '../print.ts';
import type { RestoreArgs } from '../restore.ts';
import { columnsOf, wordsOf } from './words.ts';

/** Text, a runbook, JSON or YAML. */
export async function printPlan(plan: RestorePlan, args: RestoreArgs, ctx: Context): Promise<void> {
  const { output, runbook, inline } = args;
  if (output !== 'text') return printStructured(await viewOf(plan, args), output, ctx);
  const words = await wordsOf(args.lang, ctx);
  const options: PlanPageOptions = {
    node: args['node-only'],
    preview: args['output-dir'] === undefined && !inline,
    folder: args['output-dir'] === undefined ? undefined : resolve(ctx.cwd, args['output-dir']),
    inline: inline ? await inlineBlocks(plan, args, words) : undefined,
  };
  if (runbook !== undefined) return ctx.out(runbookText(plan, runbook, words, options));
  const style = { columns: columnsOf(ctx), color: ctx.terminal.color };
  await ctx.out(renderText(planPage(plan, words, options), style));
}

/** The plan as one page to print or to keep. */
export function runbookText(
  plan: RestorePlan,
  form: 'md' | 'html',
  words: PlanWords,
  options: PlanPageOptions = {},
): string {
  const page = planPage(plan, words, options);
  return form === 'html' ? renderHtml(page) : renderMarkdown(page);
}

/** `plan.json`, with the steps of one node and the scripts' text where that is asked for. */
async function viewOf(plan: RestorePlan, args: RestoreArgs): Promise<object> {
  const asked = { ...plan, steps: stepsOn(args['node-only'], plan) };
  if (!args.inline) return asked;
  const { scriptBodies: bodies } = await import('../../pkg/files/script-bodies.ts');
  const nodes = nodesOf(plan, args);
  return { ...asked, scripts: nodes.map((node) => ({ node, files: nodeScripts(plan, node, bodies) })) };
}

async function inlineBlocks(
  plan: RestorePlan,
  args: RestoreArgs,
  words: PlanWords,
): Promise<readonly Block[]> {
  const { scriptBodies: bodies } = await import('../../pkg/files/script-bodies.ts');
  return nodesOf(plan, args).flatMap((node) =>
    pasteBlocks(node, plan.folder, nodeScripts(plan, node, bodies), words),
  );
}

function nodesOf(plan: RestorePlan, args: RestoreArgs): readonly string[] {
  const only = args['node-only'];
  return only === undefined ? presentMembers(plan).map(({ node }) => node) : [only];
}
