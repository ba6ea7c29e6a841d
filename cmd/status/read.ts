/** What `status` reads of a cluster. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import type { ClusterNode } from '../../pkg/backup/nodes.ts';
import { SECRET } from '../../pkg/backup/resource.ts';
import { isSecretName, secretState } from '../../pkg/backup/secret.ts';
import type { SecretState, StatusFacts } from '../../pkg/backup/status.ts';
import { type CheckFacts, unknownFacts } from '../../pkg/checks/facts.ts';
import { type Clocks, freshnessOf } from '../../pkg/checks/freshness/freshness.ts';
import { problemsOf } from '../../pkg/checks/problems.ts';
import { type Fact, factOf, readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { isSchedule, nextRuns, scheduleInWords } from '../../pkg/words/schedule.ts';
import { fixLine } from '../again.ts';
import type { StatusArgs } from '../status.ts';

/** What holds for every cluster of a run. */
export interface StatusRun {
  readonly now: Date;
  /** Shared, so that clusters with the same schedule have it worked out once. */
  readonly clocks: Clocks;
  /** The name under which the plugin runs, for the lines that mend. */
  readonly program: string;
}

/** Everything that the page shows; `signal` ends it. Throws UserError. */
export async function readStatusFacts(
  cluster: Cluster,
  args: StatusArgs,
  run: StatusRun,
  signal: AbortSignal,
): Promise<StatusFacts> {
  const [configuration, nodes] = await Promise.all([
    readBackup(cluster, args.name, signal),
    readNodes(cluster, signal),
  ]);
  const secret = await readSecretState(cluster, configuration, args.namespace, signal);
  const facts = checkFacts(configuration, nodes, secret, args.namespace, run);
  return {
    now: run.now,
    configuration,
    nodes: 'value' in nodes ? nodes.value : undefined,
    secret,
    secretNamespace: args.namespace,
    plan: planOf(configuration, run.now),
    problems: problemsOf(facts, (command) => fixLine(command, args, run.program)),
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
  if (!isSecretName(name)) return { state: 'absent' };
  const fact = await factOf(() => cluster.get({ kind: SECRET, namespace, name }, { signal }));
  if ('value' in fact) return secretState(fact.value);
  return fact.unreadable.reason === 'NotFound'
    ? { state: 'absent' }
    : { state: 'unknown', why: fact.unreadable.message };
}

function planOf({ schedule }: Configuration, now: Date): StatusFacts['plan'] {
  if (schedule === undefined || !isSchedule(schedule)) return undefined;
  return { words: scheduleInWords(schedule) ?? schedule, nextRuns: nextRuns(schedule, now, 3) };
}

/** As `check` reads them: what only it looks at is unknown here. */
function checkFacts(
  configuration: Configuration,
  nodes: Fact<readonly ClusterNode[]>,
  secret: SecretState | undefined,
  secretNamespace: string,
  { now, clocks }: StatusRun,
): CheckFacts {
  const { name, schedule } = configuration;
  return {
    ...unknownFacts(name, now, 'status does not read it'),
    configuration: { known: configuration },
    nodes:
      'value' in nodes
        ? { known: nodes.value }
        : { unknown: nodes.unreadable.message, hint: nodes.unreadable.hint },
    secretNamespace,
    secret: secret === undefined ? undefined : { known: secret },
    freshness:
      schedule === undefined || !isSchedule(schedule)
        ? undefined
        : freshnessOf(configuration, schedule, now, clocks, undefined),
  };
}
