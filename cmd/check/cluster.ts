/** One cluster's report. */

import { unknownFacts } from '../../pkg/checks/facts.ts';
import { type CheckReport, reportOf } from '../../pkg/checks/report.ts';
import type { Limit } from '../../pkg/flows/check/limit.ts';
import { readCheckFacts } from '../../pkg/flows/check/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { fixLine } from '../again.ts';
import type { CheckArgs } from '../check.ts';
import type { Context } from '../context.ts';
import { kitFolder, openBucket } from './outside.ts';
import type { CheckPlan } from './plan.ts';

/** Reads and decides. Never throws for what a cluster does. */
export async function checkCluster(
  cluster: Cluster,
  args: CheckArgs,
  plan: CheckPlan,
  limit: Limit,
  ctx: Context,
): Promise<CheckReport> {
  const facts = await readCheckFacts(cluster, {
    ...plan,
    name: args.name,
    namespace: args.namespace,
    limit,
    openBucket: args.s3
      ? (configuration, signal) => openBucket(cluster, configuration, args, { ...ctx, signal })
      : undefined,
    kit: args.kit === undefined ? undefined : kitFolder(args.kit, ctx),
  });
  return reportOf(plan.checks, facts, {
    context: cluster.context,
    server: cluster.server,
    asked: askedOf(args),
    fixLine: (command) => fixLine(command, args, ctx.program),
  });
}

/** The report of a cluster that could not be asked at all. */
export function brokenReport(why: string, context: string, args: CheckArgs, plan: CheckPlan): CheckReport {
  return reportOf(plan.checks, unknownFacts(args.name, plan.now, why), {
    context,
    server: undefined,
    asked: askedOf(args),
    fixLine: () => undefined,
  });
}

const askedOf = ({ s3, kit }: CheckArgs): ReadonlySet<'s3' | 'kit'> =>
  new Set([...(s3 ? (['s3'] as const) : []), ...(kit === undefined ? [] : (['kit'] as const))]);
