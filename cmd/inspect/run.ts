/** `inspect`: read the file, compare with the cluster where asked, print one view. */

import { resolve } from 'node:path';
import { NAMESPACE } from '../../pkg/backup/resource.ts';
import { EXIT, type ExitCode, UserError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { inspectSnapshot } from '../../pkg/flows/inspect-snapshot.ts';
import { factOf, readNodes } from '../../pkg/flows/read-facts.ts';
import { type InspectionView, renderInspection } from '../../pkg/output/inspection.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { reasonText } from '../../pkg/snapshot/cluster-reasons.ts';
import type { Inspection } from '../../pkg/snapshot/inspection.ts';
import { type ClusterIdentity, sameCluster } from '../../pkg/snapshot/same-cluster.ts';
import type { Context } from '../context.ts';
import type { InspectArgs } from '../inspect.ts';
import { printStructured, tableStyle } from '../print.ts';
import { progressOf } from '../progress.ts';

export async function runInspect(file: string, args: InspectArgs, ctx: Context): Promise<ExitCode> {
  // Sends nothing yet: a context that does not exist is told before minutes of reading.
  const cluster = args['same-cluster'] ? await connectTo(args, ctx) : undefined;
  try {
    const found = await read(file, ctx);
    // The name as it was given: that is what the person knows the file by.
    const view = await compared({ ...found, file }, cluster, ctx);
    await print(view, args, ctx);
    return exitCodeOf(view);
  } finally {
    cluster?.close();
  }
}

async function connectTo(args: InspectArgs, ctx: Context): Promise<Cluster> {
  const { connect } = await import('../connect.ts');
  return connect(args, ctx);
}

async function print(view: InspectionView, args: InspectArgs, ctx: Context): Promise<void> {
  if (args.output === 'json' || args.output === 'yaml') await printStructured(view, args.output, ctx);
  else await ctx.out(renderInspection(view, { ...tableStyle(ctx, args), wide: args.output === 'wide' }));
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

async function compared(
  inspection: Inspection,
  cluster: Cluster | undefined,
  ctx: Context,
): Promise<InspectionView> {
  if (cluster === undefined) return inspection;
  const { verdict, reasons } = sameCluster(inspection, await identityOf(cluster, ctx.signal));
  return { ...inspection, sameCluster: { verdict, reasons: reasons.map((one) => reasonText(one)) } };
}

/** A cluster that does not answer makes the comparison impossible, and takes nothing from what the file has shown. */
async function identityOf(cluster: Cluster, signal: AbortSignal): Promise<ClusterIdentity> {
  try {
    const [namespace, nodes] = await Promise.all([
      factOf(() => cluster.get({ kind: NAMESPACE, name: 'kube-system' }, { signal })),
      readNodes(cluster, signal),
    ]);
    return {
      kubeSystemUid: 'value' in namespace ? namespace.value.metadata?.uid : undefined,
      nodes: 'value' in nodes ? nodes.value : undefined,
    };
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode !== EXIT.unreachable) throw error;
    return { kubeSystemUid: undefined, nodes: undefined, unreachable: error.message };
  }
}
