/** The one write of a command that changes the resource. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import { configurationRef } from '../../pkg/backup/resource.ts';
import { writeGuarded } from '../../pkg/flows/write-guarded.ts';
import type { Cluster, KubeObject } from '../../pkg/ports/cluster.ts';
import type { Plan } from '../../pkg/settings/plan.ts';
import type { Context } from '../context.ts';
import { tellOdd } from './tell.ts';
import type { ChangeArgs } from './view.ts';

/** Writes the plan's settings and says what the server made of them; with `--dry-run=client` the object stays as it was read. */
export async function writePlan(
  cluster: Cluster,
  configuration: Configuration,
  plan: Plan,
  args: ChangeArgs,
  ctx: Context,
): Promise<KubeObject> {
  if (args['dry-run'] === 'client') return configuration.object;
  const done = await writeGuarded(cluster, {
    ref: configurationRef(args.name),
    seen: configuration.object,
    settings: plan.settings,
    dryRun: args['dry-run'] === 'server',
    signal: ctx.signal,
  });
  tellOdd(done, args, ctx);
  return done.object;
}
