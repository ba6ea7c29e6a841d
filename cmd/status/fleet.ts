/** `status` of many clusters. */
import { backupStatus } from '../../pkg/backup/status.ts';
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
  const answers = await askFleet(args, ctx, async (cluster, over) =>
    backupStatus(await readStatusFacts(cluster, args, now, over), now),
  );
  return printFleet(groupedOf(answers), { titles: STATUS_FLEET_TITLES, row: statusFleetRow }, args, ctx);
}
