/** `list --s3`: records and bucket side by side. */
import type { ListFilter } from '../../pkg/backup/listing.ts';
import { type ReconciledRecord, type Reconciliation, reconcile } from '../../pkg/backup/reconcile.ts';
import { backupObjects } from '../../pkg/flows/backup-objects.ts';
import { readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import { renderTable } from '../../pkg/output/columns.ts';
import { countsInWords, reconciledRow, S3_TITLES, WIDE_S3_TITLES } from '../../pkg/output/reconciliation.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { visible } from '../../pkg/words/visible.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { ListArgs } from '../list.ts';
import { printStructured, tableStyle, zoneOf } from '../print.ts';
import { openClusterStore } from '../store.ts';

/** Lists once; says on stderr which bucket that was. */
export async function runListS3(args: ListArgs, filter: ListFilter, ctx: Context): Promise<undefined> {
  const cluster = await connect(args, ctx);
  try {
    const { view, origin } = await compare(cluster, args, filter, ctx);
    ctx.err(visible(`${origin}: ${countsInWords(view)}`));
    await print(view, args, ctx);
    return undefined;
  } finally {
    cluster.close();
  }
}

async function compare(cluster: Cluster, args: ListArgs, filter: ListFilter, ctx: Context) {
  const [configuration, nodes] = await Promise.all([
    readBackup(cluster, args.name, ctx.signal),
    readNodes(cluster, ctx.signal),
  ]);
  const { store, dir, origin } = await openClusterStore(cluster, configuration, args, ctx);
  try {
    const names = new Set(configuration.records.flatMap(({ fileName }) => fileName ?? []));
    const found = await backupObjects(store, dir, names, ctx.signal);
    const view = reconcile({
      configuration,
      nodes: 'value' in nodes ? nodes.value : undefined,
      bucket: { name: store.bucket, dir: dir ?? null, endpoint: store.endpoint },
      ...found,
      filter,
      now: ctx.now(),
    });
    return { view, origin };
  } finally {
    store.close();
  }
}

async function print(view: Reconciliation, args: ListArgs, ctx: Context): Promise<void> {
  const { output } = args;
  const { records } = view;
  if (output === 'json' || output === 'yaml') return printStructured(view, output, ctx);
  if (output === 'name') return ctx.out(records.map((one) => `${visible(one.file ?? '<none>')}\n`).join(''));
  if (records.length === 0) return;
  const wide = output === 'wide';
  const style = { wide, now: ctx.now(), zone: zoneOf(ctx, args) };
  const rows = records.map((record: ReconciledRecord) => reconciledRow(record, style));
  return ctx.out(renderTable(wide ? WIDE_S3_TITLES : S3_TITLES, rows, tableStyle(ctx, args)));
}
