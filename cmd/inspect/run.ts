/** `inspect`: read the file, compare with the cluster where asked, print one view. */

import { resolve } from 'node:path';
import { NAMESPACE } from '../../pkg/backup/resource.ts';
import { EXIT, type ExitCode } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { inspectSnapshot } from '../../pkg/flows/inspect-snapshot.ts';
import { factOf, readNodes } from '../../pkg/flows/read-facts.ts';
import { type InspectionView, renderInspection } from '../../pkg/output/inspection.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import type { Inspection } from '../../pkg/snapshot/inspection.ts';
import { type ClusterIdentity, sameCluster } from '../../pkg/snapshot/same-cluster.ts';
import type { Context } from '../context.ts';
import type { InspectArgs } from '../inspect.ts';
import { printStructured, tableStyle } from '../print.ts';
import { progressOf } from '../progress.ts';

export async function runInspect(file: string, args: InspectArgs, ctx: Context): Promise<ExitCode> {
  const found = await read(file, ctx);
  // The name as it was given: that is what the person knows the file by.
  const view = await compared({ ...found, file }, args, ctx);
  if (args.output === 'json' || args.output === 'yaml') await printStructured(view, args.output, ctx);
  else await ctx.out(renderInspection(view, { ...tableStyle(ctx, args), wide: args.output === 'wide' }));
  return exitCodeOf(view);
}

async function read(file: string, ctx: Context): Promise<Inspection> {
  const { signal } = ctx;
  const path = resolve(ctx.cwd, file);
  // Only a cold disk takes long enough for it to show, and a log has no use for it.
  const progress = ctx.terminal.err ? progressOf((await localFiles.facts(path))?.size ?? 0, ctx) : undefined;
  try {
    return await inspectSnapshot(path, localFiles, { signal, ...(progress && { onProgress: progress.at }) });
  } finally {
    progress?.clear();
  }
}

function exitCodeOf({ ok, sameCluster: compared }: InspectionView): ExitCode {
  if (!ok || compared?.verdict === 'no') return EXIT.failed;
  return compared?.verdict === 'unknown' ? EXIT.unreachable : EXIT.ok;
}

async function compared(inspection: Inspection, args: InspectArgs, ctx: Context): Promise<InspectionView> {
  if (!args['same-cluster']) return inspection;
  const { connect } = await import('../connect.ts');
  const cluster = await connect(args, ctx);
  try {
    return { ...inspection, sameCluster: sameCluster(inspection, await identityOf(cluster, ctx.signal)) };
  } finally {
    cluster.close();
  }
}

async function identityOf(cluster: Cluster, signal: AbortSignal): Promise<ClusterIdentity> {
  const [namespace, nodes] = await Promise.all([
    factOf(() => cluster.get({ kind: NAMESPACE, name: 'kube-system' }, { signal })),
    readNodes(cluster, signal),
  ]);
  return {
    kubeSystemUid: 'value' in namespace ? namespace.value.metadata?.uid : undefined,
    nodes: 'value' in nodes ? nodes.value : undefined,
  };
}
