/** `prune`: list the folder, plan, show, ask, delete, and say what came of it. */
import { type PrunePlan, type PruneRules, planPrune } from '../../pkg/backup/prune.ts';
import { EXIT, UserError } from '../../pkg/errors.ts';
import { backupObjects, folderPrefix } from '../../pkg/flows/backup-objects.ts';
import { pruneObjects } from '../../pkg/flows/prune-objects.ts';
import { readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import { type PruneView, pruneTable, pruneView, sizeOf } from '../../pkg/output/prune.ts';
import { humanSize } from '../../pkg/words/size.ts';
import { visible } from '../../pkg/words/visible.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { printStructured, tableStyle, zoneOf } from '../print.ts';
import type { PruneArgs } from '../prune.ts';
import { type OpenedStore, openClusterStore } from '../store.ts';

export async function runPrune(args: PruneArgs, rules: PruneRules, ctx: Context): Promise<undefined> {
  const { opened, plan } = await planned(args, rules, ctx);
  try {
    ctx.err(visible(`${opened.origin}: ${keptWords(plan)}`));
    for (const warning of plan.warnings) ctx.err(`warning: ${visible(warning)}`);
    await show(plan, args, ctx);
    if (plan.deletions.length === 0) return undefined;
    const dry = args['dry-run'] === 'client';
    if (dry) ctx.err(`${goingWords(plan)} would go (dry run)`);
    else await carryOut(opened, plan, args, ctx);
    return undefined;
  } finally {
    opened.store.close();
  }
}

/** The cluster is only asked whose backups these are: nothing of it is needed once the plan stands. */
async function planned(args: PruneArgs, rules: PruneRules, ctx: Context) {
  const { signal } = ctx;
  const cluster = await connect(args, ctx);
  try {
    const [configuration, nodes] = await Promise.all([
      readBackup(cluster, args.name, signal),
      readNodes(cluster, signal),
    ]);
    if ('unreadable' in nodes) throw withoutNodes(nodes.unreadable);
    const opened = await openClusterStore(cluster, configuration, args, ctx);
    try {
      const { objects } = await backupObjects(opened.store, opened.dir, new Set(), signal);
      const prefix = folderPrefix(opened.dir);
      const { records } = configuration;
      const plan = planPrune({ objects, prefix, records, nodes: nodes.value, rules, now: ctx.now() });
      return { opened, plan };
    } catch (error) {
      opened.store.close();
      throw error;
    }
  } finally {
    cluster.close();
  }
}

function withoutNodes(cause: UserError): UserError {
  return new UserError(`${cause.message}: without the nodes, nobody knows which backups are this cluster's`, {
    hint: cause.hint,
    exitCode: EXIT.unreachable,
    reason: cause.reason ?? 'Forbidden',
    cause,
  });
}

/** The list of what goes; nothing at all where nothing does, but for programs. */
async function show(plan: PrunePlan, args: PruneArgs, ctx: Context): Promise<void> {
  const { output } = args;
  if (output === 'json' || output === 'yaml') {
    const view: PruneView = pruneView(plan, args['dry-run'] === 'client');
    return printStructured(view, output, ctx);
  }
  if (output === 'name') return ctx.out(plan.deletions.map(({ key }) => `${visible(key)}\n`).join(''));
  if (plan.deletions.length === 0) return ctx.err('Nothing to delete.');
  return ctx.out(pruneTable(plan, ctx.now(), zoneOf(ctx, args), tableStyle(ctx, args)));
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function goingWords({ deletions, runs }: PrunePlan): string {
  const whole = runs === 0 ? '' : ` of ${plural(runs, 'run')}`;
  return `${plural(deletions.length, 'backup')}${whole}, ${humanSize(sizeOf(deletions))},`;
}

function keptWords({ keptRuns, untouched }: PrunePlan): string {
  const others = untouched === 0 ? '' : `, and ${plural(untouched, 'backup')} of others`;
  return `${plural(keptRuns, 'run')} of this cluster stay${keptRuns === 1 ? 's' : ''}${others}`;
}

async function carryOut(opened: OpenedStore, plan: PrunePlan, args: PruneArgs, ctx: Context): Promise<void> {
  if (!args.yes) {
    const where = visible(`${opened.store.bucket}/${folderPrefix(opened.dir)}`);
    const question = `Delete ${goingWords(plan).slice(0, -1)} from ${where}? It cannot be undone.`;
    if (!(await ctx.prompt.confirm(question))) throw new UserError('not confirmed: nothing was deleted');
  }
  const { deleted, refused } = await pruneObjects(opened.store, plan, ctx.signal);
  ctx.err(`${plural(deleted, 'backup')} deleted`);
  const [first] = refused;
  if (first === undefined) return;
  for (const { key, code, message } of refused)
    ctx.err(visible(`${key}: ${code}${message === '' || message === code ? '' : `: ${message}`}`));
  throw new UserError(`${plural(refused.length, 'backup')} could not be deleted (${first.code})`, {
    hint: 'object lock or a policy of the bucket may hold them; s3:DeleteObject is needed',
    reason: first.code,
  });
}
