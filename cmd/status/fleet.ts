/** `status` of many clusters. */
import { backupStatus } from '../../pkg/backup/status.ts';
import { clocksAt } from '../../pkg/checks/freshness/freshness.ts';
import type { ExitCode } from '../../pkg/errors.ts';
import { STATUS_FLEET_TITLES, statusFleetRow } from '../../pkg/output/fleet/rows.ts';
import type { Context } from '../context.ts';
import { askFleet } from '../fleet.ts';
import { groupedOf, printFleet } from '../fleet-print.ts';
import type { StatusArgs } from '../status.ts';
import { readStatusFacts } from './read.ts';

/** A row each; 3 where one of them could not be asked. */
export async function runStatusFleet(args: StatusArgs, ctx: Context): Promise<ExitCode> {
  const now = ctx.now();
  const run = { now, clocks: clocksAt(now, undefined), program: ctx.program };
  const answers = await askFleet(args, ctx, async (cluster, over, { context }) =>
    backupStatus(await readStatusFacts(cluster, { ...args, context }, run, over)),
  );
  return printFleet(groupedOf(answers), { titles: STATUS_FLEET_TITLES, row: statusFleetRow }, args, ctx);
}
