/** What breaks in the field although the target is set: the checks of the Secret, right after it was written. */
import { clocksAt } from '../../pkg/checks/freshness/freshness.ts';
import { type CheckResult, reportOf } from '../../pkg/checks/report.ts';
import { secret } from '../../pkg/checks/secret.ts';
import { secretAccess } from '../../pkg/checks/secret-access.ts';
import { needsOf } from '../../pkg/checks/selection.ts';
import { readCheckFacts } from '../../pkg/flows/check/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { visible } from '../../pkg/words/visible.ts';
import { fixLine } from '../again.ts';
import type { Context } from '../context.ts';
import type { SetS3Args } from '../set-s3.ts';

const CHECKS = [secret, secretAccess];
const LIMIT_MS = 10_000;

/** Looks, and says what is not well. Never throws for what a cluster does. */
export async function lookAfter(
  cluster: Cluster,
  args: SetS3Args,
  ctx: Context,
): Promise<readonly CheckResult[]> {
  const now = ctx.now();
  const limit = { ms: LIMIT_MS, signal: ctx.signal, after: (ms: number) => AbortSignal.timeout(ms) };
  const facts = await readCheckFacts(cluster, {
    ...{ name: args.name, namespace: args.namespace, needs: needsOf(CHECKS), now, limit },
    ...{ maxAgeMs: undefined, timeZone: undefined, clocks: clocksAt(now, 'UTC') },
    ...{ openBucket: undefined, kit: undefined },
  });
  const { checks } = reportOf(CHECKS, facts, {
    ...{ context: cluster.context, server: cluster.server, asked: new Set() },
    fixLine: (command) => fixLine(command, args, ctx.program),
  });
  for (const { result, reason, fix, advice } of checks) {
    if (result === 'ok' || result === 'skipped') continue;
    ctx.err(`${result === 'unknown' ? 'note' : 'warning'}: ${visible(reason)}`);
    for (const line of [fix, advice]) if (line !== null) ctx.err(`  ${visible(line)}`);
  }
  return checks;
}
