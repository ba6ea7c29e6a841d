/** `list` of many clusters. */
import { type ListFilter, type Listing, listRecords } from '../../pkg/backup/listing.ts';
import { type ExitCode, UsageError } from '../../pkg/errors.ts';
import { readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import type { Cell } from '../../pkg/output/columns.ts';
import { type Grouped, LIST_FLEET_TITLES, listFleetRow, type RowStyle } from '../../pkg/output/fleet/rows.ts';
import type { Context } from '../context.ts';
import { askFleet } from '../fleet.ts';
import { groupedOf, printFleet } from '../fleet-print.ts';
import type { ListArgs } from '../list.ts';

/** A row each; 3 where one of them could not be asked. */
export async function runListFleet(args: ListArgs, filter: ListFilter, ctx: Context): Promise<ExitCode> {
  if (args.watch) throw new UsageError('--watch follows one cluster', 'leave out --contexts, or --watch');
  if (args.s3)
    throw new UsageError(
      '--s3 looks into one bucket',
      'leave out --contexts, or --s3; check --s3 takes many',
    );
  const answers = await askFleet(args, ctx, async (cluster, over) => {
    const [configuration, nodes] = await Promise.all([
      readBackup(cluster, args.name, over),
      readNodes(cluster, over),
    ]);
    return listRecords(configuration, 'value' in nodes ? nodes.value : undefined, filter, ctx.now());
  });
  const filtered = args.failed || Object.keys(filter).length > 1;
  const row = (one: Grouped<Listing>, style: RowStyle): Cell[] => listFleetRow(one, style, filtered);
  return printFleet(groupedOf(answers), { titles: LIST_FLEET_TITLES, row }, args, ctx);
}
