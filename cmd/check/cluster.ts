/** One cluster's report. */

import { type CheckReport, reportOf } from '../../pkg/checks/report.ts';
import type { FixCommand } from '../../pkg/checks/result.ts';
import { readCheckFacts } from '../../pkg/flows/check/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { commandLine } from '../../pkg/shell/command-line.ts';
import { kubectlConnection, sameConnection } from '../again.ts';
import type { CheckArgs } from '../check.ts';
import type { Context } from '../context.ts';
import type { CheckPlan } from './plan.ts';

/** Reads and decides. Never throws for what a cluster does. */
export async function checkCluster(
  cluster: Cluster,
  args: CheckArgs,
  plan: CheckPlan,
  ctx: Context,
): Promise<CheckReport> {
  const limit = { ms: plan.limitMs, signal: ctx.signal, after: (ms: number) => AbortSignal.timeout(ms) };
  const facts = await readCheckFacts(cluster, { ...plan, name: args.name, limit });
  return reportOf(plan.checks, facts, {
    context: cluster.context,
    server: cluster.server,
    asked: new Set(),
    fixLine: (command) => fixLine(command, args, ctx.program),
  });
}

/** With the flags that lead to the same cluster; kubectl cannot go through `--platform-url`. */
function fixLine({ program, words }: FixCommand, args: CheckArgs, own: string): string | undefined {
  if (program === 'etcdbackup') return `${own} ${commandLine([...words, ...sameConnection(args)])}`;
  const connection = kubectlConnection(args);
  return connection === undefined ? undefined : `kubectl ${commandLine([...words, ...connection])}`;
}
