/** What the commands that change the resource do, whatever they change: read, show, ask, write, say how to undo. */
import type { Configuration } from '../pkg/backup/configuration.ts';
import { configurationRef, kubectlName } from '../pkg/backup/resource.ts';
import { UserError } from '../pkg/errors.ts';
import { readBackup } from '../pkg/flows/read-facts.ts';
import { type Written, writeGuarded } from '../pkg/flows/write-guarded.ts';
import { renderChanges } from '../pkg/output/changes.ts';
import type { Cluster } from '../pkg/ports/cluster.ts';
import { type Change, changesOf } from '../pkg/settings/change.ts';
import type { Plan } from '../pkg/settings/plan.ts';
import type { Clock } from '../pkg/settings/schedule.ts';
import { undoPatch } from '../pkg/settings/undo.ts';
import { explainValue } from '../pkg/settings/words.ts';
import { commandLine } from '../pkg/shell/command-line.ts';
import { timeFormat } from '../pkg/words/time.ts';
import { visible } from '../pkg/words/visible.ts';
import { type ConnectionArgs, kubectlConnection, sameConnection } from './again.ts';
import { connect } from './connect.ts';
import type { Context } from './context.ts';
import type { DryRun } from './options/writing.ts';
import { printStructured, zoneOf } from './print.ts';

/** What every command that writes is given. */
export interface ChangeArgs extends ConnectionArgs {
  readonly name: string;
  readonly output: 'table' | 'json' | 'yaml' | 'name';
  readonly 'dry-run': DryRun;
  readonly yes: boolean;
}

/** The stable shape of `-o json` of a command that changes the resource. */
export interface ChangeView {
  readonly kind: 'EtcdBackupChange';
  readonly configuration: string;
  readonly dryRun: DryRun;
  readonly changed: boolean;
  /** `null` where a field is not there. */
  readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  readonly warnings: readonly string[];
  readonly undo: string | null;
  readonly [fact: string]: unknown;
}

/** Now, and how `--local-time` shows times. */
export function clockOf(args: { readonly 'local-time': boolean }, ctx: Context): Clock {
  return { now: ctx.now(), time: timeFormat(zoneOf(ctx, args)) };
}

/** Connects, reads, and carries out what `planOf` makes of the resource. */
export async function runChange(
  args: ChangeArgs,
  ctx: Context,
  planOf: (configuration: Configuration) => Plan,
): Promise<undefined> {
  const cluster = await connect(args, ctx);
  try {
    const configuration = await readBackup(cluster, args.name, ctx.signal);
    await carryOut(cluster, configuration, planOf(configuration), args, ctx);
    return undefined;
  } finally {
    cluster.close();
  }
}

/** Shows what would change, asks where it must, writes once, and says what came of it. */
export async function carryOut(
  cluster: Cluster,
  configuration: Configuration,
  plan: Plan,
  args: ChangeArgs,
  ctx: Context,
): Promise<void> {
  const changes = changesOf(configuration.object, plan.settings);
  const view = viewOf(plan, changes, args);
  for (const warning of plan.warnings) ctx.err(`warning: ${visible(warning)}`);
  if (changes.length > 0) {
    await showChanges(changes, plan, args, ctx);
    await ask(plan, args, ctx);
    if (args['dry-run'] !== 'client') await write(cluster, configuration, plan, args, ctx);
  }
  await tellResult(view, plan, args, ctx);
}

function viewOf(plan: Plan, changes: readonly Change[], args: ChangeArgs): ChangeView {
  return {
    kind: 'EtcdBackupChange',
    configuration: args.name,
    dryRun: args['dry-run'],
    changed: changes.length > 0,
    changes: changes.map(({ path, before, after }) => ({
      path: path.join('.'),
      before: before ?? null,
      after: after ?? null,
    })),
    warnings: plan.warnings,
    undo: changes.length === 0 ? null : (undoLine(plan, changes, args) ?? null),
    ...plan.facts,
  };
}

/** The line that brings back what was; undefined where no command line can. */
function undoLine(plan: Plan, changes: readonly Change[], args: ChangeArgs): string | undefined {
  if (plan.undo !== undefined)
    return `kubectl etcdbackup ${commandLine([...plan.undo, ...sameConnection(args)])}`;
  const connection = kubectlConnection(args);
  if (connection === undefined) return undefined;
  return commandLine([...undoPatch(configurationRef(args.name), changes), ...connection]);
}

/** The diff: data where a person reads it, words beside data for a script. */
async function showChanges(
  changes: readonly Change[],
  plan: Plan,
  args: ChangeArgs,
  ctx: Context,
): Promise<void> {
  const { kind } = configurationRef(args.name);
  const color = ctx.terminal.color;
  const diff = renderChanges(`${kind.kind} ${args.name}`, changes, { color, explain: explainValue });
  if (args.output === 'table') await ctx.out(diff);
  else if (plan.question !== undefined && !args.yes) ctx.err(diff.trimEnd());
  for (const line of plan.words ?? []) ctx.err(visible(line));
}

async function ask({ question }: Plan, args: ChangeArgs, ctx: Context): Promise<void> {
  if (question === undefined || args.yes || args['dry-run'] !== 'none') return;
  if (!(await ctx.prompt.confirm(visible(question))))
    throw new UserError('not confirmed: nothing was changed');
}

async function write(
  cluster: Cluster,
  configuration: Configuration,
  plan: Plan,
  args: ChangeArgs,
  ctx: Context,
): Promise<void> {
  const done = await writeGuarded(cluster, {
    ref: configurationRef(args.name),
    seen: configuration.object,
    settings: plan.settings,
    dryRun: args['dry-run'] === 'server',
    signal: ctx.signal,
  });
  tellOdd(done, args, ctx);
}

function tellOdd({ answerLost, besides }: Written, args: ChangeArgs, ctx: Context): void {
  if (answerLost) ctx.err('warning: the answer to the change was lost; a second look shows that it stands');
  if (besides.length === 0) return;
  ctx.err('warning: the server changed more than was asked:');
  const diff = renderChanges(args.name, besides, { color: false });
  ctx.err(diff.trimEnd());
}

const DRY: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' };

async function tellResult(view: ChangeView, plan: Plan, args: ChangeArgs, ctx: Context): Promise<void> {
  const { output } = args;
  const name = kubectlName(configurationRef(args.name));
  if (output === 'json' || output === 'yaml') await printStructured(view, output, ctx);
  else if (output === 'name') await ctx.out(`${visible(name)}\n`);
  else
    await ctx.out(`${visible(name)} ${view.changed ? 'configured' : 'unchanged'}${DRY[args['dry-run']]}\n`);
  if (!view.changed || args['dry-run'] !== 'none') return;
  for (const note of plan.notes) ctx.err(`note: ${visible(note)}`);
  ctx.err(`undo: ${visible(view.undo ?? 'put back what stands in red above')}`);
}
