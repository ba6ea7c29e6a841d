/** What `status` reads of a cluster. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import { SECRET } from '../../pkg/backup/resource.ts';
import { secretState } from '../../pkg/backup/secret.ts';
import type { SecretState, StatusFacts } from '../../pkg/backup/status.ts';
import { clocksAt, freshnessOf } from '../../pkg/checks/freshness/freshness.ts';
import { missedRun, newestSuccess } from '../../pkg/checks/last-success.ts';
import { factOf, readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { isSchedule, nextRuns, scheduleInWords } from '../../pkg/words/schedule.ts';
import type { StatusArgs } from '../status.ts';

/** Everything that the page shows; `signal` ends it. Throws UserError. */
export async function readStatusFacts(
  cluster: Cluster,
  args: StatusArgs,
  now: Date,
  signal: AbortSignal,
): Promise<StatusFacts> {
  const [configuration, nodes] = await Promise.all([
    readBackup(cluster, args.name, signal),
    readNodes(cluster, signal),
  ]);
  return {
    configuration,
    nodes: 'value' in nodes ? nodes.value : undefined,
    secret: await readSecretState(cluster, configuration, args.namespace, signal),
    plan: planOf(configuration, now),
    server: cluster.server,
    context: cluster.context,
  };
}

async function readSecretState(
  cluster: Cluster,
  { s3 }: Configuration,
  namespace: string,
  signal: AbortSignal,
): Promise<SecretState | undefined> {
  const name = s3?.secretRef;
  if (name === undefined) return undefined;
  const fact = await factOf(() => cluster.get({ kind: SECRET, namespace, name }, { signal }));
  if ('value' in fact) return secretState(fact.value);
  return fact.unreadable.reason === 'NotFound'
    ? { state: 'absent' }
    : { state: 'unknown', why: fact.unreadable.message };
}

function planOf(configuration: Configuration, now: Date): StatusFacts['plan'] {
  const { schedule } = configuration;
  if (schedule === undefined || !isSchedule(schedule)) return undefined;
  return {
    words: scheduleInWords(schedule) ?? schedule,
    nextRuns: nextRuns(schedule, now, 3),
    missed: missedSince(configuration, schedule, now),
  };
}

/** As `check` judges it: one of the two would be lying otherwise. */
function missedSince(configuration: Configuration, schedule: string, now: Date): Date | undefined {
  const newest = newestSuccess(configuration, now);
  if (newest === undefined || configuration.paused) return undefined;
  return missedRun(freshnessOf(configuration, schedule, now, clocksAt(now, undefined), undefined), newest);
}
