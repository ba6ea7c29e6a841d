/** `trigger`: read what is there, ask once, and follow where asked to. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import type { ClusterNode } from '../../pkg/backup/nodes.ts';
import { type Expected, expectedNodes } from '../../pkg/backup/run/expected.ts';
import { notesBefore } from '../../pkg/backup/run/notes.ts';
import { EXIT, type ExitCode, UserError } from '../../pkg/errors.ts';
import { readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { TriggerArgs } from '../trigger.ts';

/** What is known before the request goes out. */
export interface Before {
  readonly cluster: Cluster;
  readonly configuration: Configuration;
  readonly nodes: readonly ClusterNode[] | undefined;
  /** Pointed out already. */
  readonly notes: readonly string[];
}

export async function runTrigger(args: TriggerArgs, timeoutMs: number, ctx: Context): Promise<ExitCode> {
  const cluster = await connect(args, ctx);
  try {
    const [configuration, fact] = await Promise.all([
      readBackup(cluster, args.name, ctx.signal),
      args.wait ? readNodes(cluster, ctx.signal) : undefined,
    ]);
    const nodes = fact !== undefined && 'value' in fact ? fact.value : undefined;
    const expected = args.wait ? expectation(configuration, nodes, args) : undefined;
    const before = {
      cluster,
      configuration,
      nodes,
      notes: notesBefore(configuration, nodes, expected, ctx.now()),
    };
    for (const note of before.notes) ctx.err(`warning: ${note}`);
    if (expected === undefined) {
      const { askOnly } = await import('./ask.ts');
      return await askOnly(before, args, ctx);
    }
    const { askAndWait } = await import('./wait.ts');
    return await askAndWait(before, expected, timeoutMs, args, ctx);
  } finally {
    cluster.close();
  }
}

/** Thrown before anything is sent: a wait that cannot know its end is no wait. */
function expectation(
  configuration: Configuration,
  nodes: readonly ClusterNode[] | undefined,
  args: TriggerArgs,
): Expected {
  const expected = expectedNodes(configuration, nodes, args.expect);
  if (expected !== undefined) return expected;
  const why = nodes === undefined ? 'nodes may not be read' : 'no node has the control-plane label';
  throw new UserError(
    `cannot tell which nodes will report: ${why}, and past backups do not show it; nothing was asked for`,
    { hint: 'say how many nodes must report with --expect', exitCode: EXIT.usage },
  );
}
