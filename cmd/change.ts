/** What the commands that change the resource do, whatever they change: read, show, ask, write, say how to undo. */
import type { Configuration } from '../pkg/backup/configuration.ts';
import { readBackup } from '../pkg/flows/read-facts.ts';
import type { Cluster } from '../pkg/ports/cluster.ts';
import { changesOf } from '../pkg/settings/change.ts';
import type { Plan } from '../pkg/settings/plan.ts';
import type { Clock } from '../pkg/settings/schedule.ts';
import { timeFormat } from '../pkg/words/time.ts';
import { visible } from '../pkg/words/visible.ts';
import { ask, resourceChanges, showChanges, tellResult } from './change/tell.ts';
import { type ChangeArgs, viewOf } from './change/view.ts';
import { writePlan } from './change/write.ts';
import { connect } from './connect.ts';
import type { Context } from './context.ts';
import { zoneOf } from './print.ts';

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
async function carryOut(
  cluster: Cluster,
  configuration: Configuration,
  plan: Plan,
  args: ChangeArgs,
  ctx: Context,
): Promise<void> {
  const changes = changesOf(configuration.object, plan.settings);
  for (const warning of plan.warnings) ctx.err(`warning: ${visible(warning)}`);
  if (changes.length > 0) {
    await showChanges([resourceChanges(changes, args)], plan.question, args, ctx);
    for (const line of plan.words ?? []) ctx.err(visible(line));
    await ask(plan.question, args, ctx);
    await writePlan(cluster, configuration, plan, args, ctx);
  }
  await tellResult(viewOf(plan, changes, args), plan.notes, args, ctx);
}
