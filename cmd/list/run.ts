/** `list`: read, filter, print; with `--watch` go on. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import { type ListedRecord, type ListFilter, type Listing, listRecords } from '../../pkg/backup/listing.ts';
import type { ClusterNode } from '../../pkg/backup/nodes.ts';
import { readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import { columnWidths, renderRows, renderTable } from '../../pkg/output/columns.ts';
import { LIST_TITLES, listRow, WIDE_LIST_TITLES } from '../../pkg/output/listing.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { visible } from '../../pkg/words/visible.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { ListArgs } from '../list.ts';
import { printStructured, tableStyle, zoneOf } from '../print.ts';

/** Lists once, and follows where asked to. */
export async function runList(args: ListArgs, filter: ListFilter, ctx: Context): Promise<undefined> {
  const cluster = await connect(args, ctx);
  try {
    // Both reads at once: the nodes are only there to name what the records carry as IPs.
    const [configuration, nodes] = await Promise.all([
      readBackup(cluster, args.name, ctx.signal),
      readNodes(cluster, ctx.signal),
    ]);
    const known = 'value' in nodes ? nodes.value : undefined;
    const listing = listRecords(configuration, known, filter, ctx.now());
    await printListing(listing, args, ctx);
    const printed = listing.records.length > 0;
    if (args.watch) await follow({ cluster, configuration, nodes: known, filter, printed }, args, ctx);
    return undefined;
  } finally {
    cluster.close();
  }
}

async function printListing(listing: Listing, args: ListArgs, ctx: Context): Promise<void> {
  const { output } = args;
  if (output === 'json' || output === 'yaml') return printStructured(listing, output, ctx);
  if (output === 'name') return ctx.out(listing.records.map((one) => `${nameOf(one)}\n`).join(''));
  if (listing.records.length === 0) {
    ctx.err(
      args.failed || args.since || args.node || args.limit === 0
        ? 'No records match.'
        : `No backup records in ${listing.configuration}.`,
    );
    return;
  }
  const { titles, rows } = tableOf(listing.records, args, ctx);
  return ctx.out(renderTable(titles, rows, tableStyle(ctx, args)));
}

/** The file's name as one word of a script: control characters are made visible. */
function nameOf(record: ListedRecord): string {
  return visible(record.file ?? '<none>');
}

function tableOf(records: readonly ListedRecord[], args: ListArgs, ctx: Context) {
  const wide = args.output === 'wide';
  const style = { wide, now: ctx.now(), zone: zoneOf(ctx, args) };
  const titles = wide ? WIDE_LIST_TITLES : LIST_TITLES;
  return { titles, rows: records.map((record) => listRow(record, style)) };
}

interface Following {
  readonly cluster: Cluster;
  readonly configuration: Configuration;
  readonly nodes: readonly ClusterNode[] | undefined;
  readonly filter: ListFilter;
  /** There was a first table: its header stands above what comes. */
  readonly printed: boolean;
}

/** New and changed records as they come, oldest first, in the columns of the first table. */
async function follow(from: Following, args: ListArgs, ctx: Context): Promise<void> {
  const { followObject } = await import('../../pkg/flows/watch-configuration.ts');
  const { readConfiguration } = await import('../../pkg/backup/configuration.ts');
  const { configurationRef } = await import('../../pkg/backup/resource.ts');
  const { limit: _limit, ...filter } = from.filter;
  const listNow = (configuration: Configuration): Listing =>
    listRecords(configuration, from.nodes, filter, ctx.now());
  const seen = new Set(listNow(from.configuration).records.map(identityOf));
  const first = tableOf(listNow(from.configuration).records, args, ctx);
  let widths = from.printed ? columnWidths(first.titles, first.rows, tableStyle(ctx, args)) : undefined;
  const settings = { sleep: ctx.sleep, signal: ctx.signal, pollMs: 2000 };
  for await (const object of followObject(
    from.cluster,
    configurationRef(args.name),
    from.configuration.object,
    settings,
  )) {
    const listing = listNow(readConfiguration(object));
    const fresh = listing.records.filter((record) => !seen.has(identityOf(record))).reverse();
    for (const record of fresh) seen.add(identityOf(record));
    if (fresh.length > 0) widths = await printMore({ ...listing, records: fresh }, widths, args, ctx);
    if (ctx.readerLeft()) return;
  }
}

/** A record whose result changed is news again. */
function identityOf(record: ListedRecord): string {
  return JSON.stringify([record.file, record.taken, record.result, record.message]);
}

/** Prints under the columns so far; resolves to the columns from now on, which grow where a cell needs it. */
async function printMore(
  listing: Listing,
  widths: readonly number[] | undefined,
  args: ListArgs,
  ctx: Context,
): Promise<readonly number[] | undefined> {
  if (args.output !== 'table' && args.output !== 'wide') {
    await printListing(listing, args, ctx);
    return widths;
  }
  const { titles, rows } = tableOf(listing.records, args, ctx);
  const style = tableStyle(ctx, args);
  const needed = columnWidths(titles, rows, style);
  if (widths === undefined) {
    await ctx.out(renderTable(titles, rows, style));
    return needed;
  }
  const grown = needed.map((width, index) => Math.max(width, widths[index] ?? 0));
  await ctx.out(renderRows(rows, grown, style));
  return grown;
}
