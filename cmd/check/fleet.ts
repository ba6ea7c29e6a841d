/** `check` of many clusters: a report each; one that could not be asked is unknown in every check. */
import type { CheckReport } from '../../pkg/checks/report.ts';
import { CHECK_FLEET_TITLES, checkFleetRow, type Grouped } from '../../pkg/output/fleet/rows.ts';
import type { CheckArgs } from '../check.ts';
import type { Context } from '../context.ts';
import { askFleet, contextLimitMs } from '../fleet.ts';
import { groupedOf, printFleet } from '../fleet-print.ts';
import { brokenReport, checkCluster } from './cluster.ts';
import type { CheckPlan } from './plan.ts';

/** A cluster's report, there even where the cluster is broken. */
export type GroupedReport = Grouped<CheckReport> & { readonly view: CheckReport };

/** In the order of the kubeconfig. */
export async function checkFleet(args: CheckArgs, plan: CheckPlan, ctx: Context): Promise<GroupedReport[]> {
  const ms = Math.min(plan.limitMs, contextLimitMs(args));
  const answers = await askFleet(args, ctx, (cluster, over, { context }) => {
    // What is still open when the cluster's time is over is unknown; what was read by then counts.
    const after = (limitMs: number): AbortSignal => AbortSignal.any([over, AbortSignal.timeout(limitMs)]);
    const limit = { ms, signal: ctx.signal, after };
    return checkCluster(cluster, { ...args, context }, plan, limit, ctx);
  });
  return groupedOf(answers).map((one) => ({
    ...one,
    view: one.view ?? brokenReport(one.error ?? '', one.context, args, plan),
  }));
}

/** A row each, or grouped by context. */
export async function printCheckFleet(
  reports: readonly GroupedReport[],
  args: CheckArgs,
  ctx: Context,
): Promise<void> {
  await printFleet(reports, { titles: CHECK_FLEET_TITLES, row: checkFleetRow }, args, ctx);
}
