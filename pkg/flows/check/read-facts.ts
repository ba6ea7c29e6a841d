/** Reads what the chosen checks look at: all at once, each with its own time limit; what fails is a fact too. */
import { type Configuration, readConfiguration } from '../../backup/configuration.ts';
import { type ClusterNode, readNode } from '../../backup/nodes.ts';
import { CONFIGURATION, configurationRef, NODE, SECRET } from '../../backup/resource.ts';
import { isSecretName, secretState } from '../../backup/secret.ts';
import type { SecretState } from '../../backup/status.ts';
import type { Need } from '../../checks/check.ts';
import type { Absent, CheckFacts, Known } from '../../checks/facts.ts';
import { type Clocks, freshnessOf } from '../../checks/freshness/freshness.ts';
import { UserError } from '../../errors.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { isSchedule } from '../../words/schedule.ts';
import { readAccess } from './access.ts';
import { type OpenBucket, readBucket } from './bucket.ts';
import { readExecutors } from './executors.ts';
import { type KitFolder, readKitFacts } from './kit.ts';
import { type Limit, withinLimit } from './limit.ts';

export interface Asked {
  readonly name: string;
  /** Of the Secret. */
  readonly namespace: string;
  readonly needs: ReadonlySet<Need>;
  readonly now: Date;
  readonly maxAgeMs: number | undefined;
  readonly timeZone: string | undefined;
  readonly clocks: Clocks;
  readonly limit: Limit;
  /** Opens the bucket that the resource names; undefined where nobody asked for it. */
  readonly openBucket:
    | ((configuration: Configuration, signal: AbortSignal) => Promise<OpenBucket>)
    | undefined;
  readonly kit: KitFolder | undefined;
}

const NOT_READ = { unknown: 'it was not read' } as const;

/** Never throws but for Ctrl-C and bugs. */
export async function readCheckFacts(cluster: Cluster, asked: Asked): Promise<CheckFacts> {
  const { needs, limit } = asked;
  const when = async <T>(need: Need, read: () => Promise<T>): Promise<T | typeof NOT_READ> =>
    needs.has(need) ? read() : NOT_READ;
  const configuration = readResource(cluster, asked.name, limit);
  const known = configuration.then((one) => ('known' in one ? one.known : undefined));
  const [resource, nodes, secret, access, executors, bucket, kit] = await Promise.all([
    configuration,
    // Always: every report names the nodes.
    readMembers(cluster, limit),
    needs.has('secret') ? known.then((one) => readSecret(cluster, one, asked)) : undefined,
    when('access', () => known.then((one) => readAccessOf(cluster, one, limit))),
    when('executors', () => readExecutors(cluster, limit)),
    needs.has('bucket') ? known.then((one) => readBucketOf(one, asked)) : undefined,
    needs.has('kit') && asked.kit !== undefined ? readKitFacts(cluster, asked.kit, limit) : undefined,
  ]);
  return {
    now: asked.now,
    secretNamespace: asked.namespace,
    name: asked.name,
    maxAgeMs: asked.maxAgeMs,
    configuration: resource,
    freshness: freshness('known' in resource ? resource.known : undefined, asked),
    nodes,
    secret,
    access,
    executors,
    bucket,
    kit,
  };
}

/** Who may read the Secret counts where there is one: without the resource, a second wait would tell nothing. */
async function readAccessOf(cluster: Cluster, configuration: Configuration | undefined, limit: Limit) {
  return configuration?.s3 === undefined ? NOT_READ : readAccess(cluster, configuration.s3.secretRef, limit);
}

async function readBucketOf(configuration: Configuration | undefined, { openBucket, limit }: Asked) {
  if (configuration?.s3 === undefined || openBucket === undefined) return undefined;
  return readBucket((signal) => openBucket(configuration, signal), limit);
}

function freshness(configuration: Configuration | undefined, { now, clocks, timeZone }: Asked) {
  const schedule = configuration?.schedule;
  if (configuration === undefined || schedule === undefined || !isSchedule(schedule)) return undefined;
  return freshnessOf(configuration, schedule, now, clocks, timeZone);
}

async function readResource(
  cluster: Cluster,
  name: string,
  limit: Limit,
): Promise<Known<Configuration> | Absent> {
  return withinLimit(limit, async (signal) => {
    try {
      return { known: readConfiguration(await cluster.get(configurationRef(name), { signal })) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error.reason === 'KindNotFound') return { absent: 'kind', said: error.message } as const;
      if (error.reason !== 'NotFound') throw error;
      const there = await otherNames(cluster, signal);
      return { absent: 'object', said: `${error.message}${there}` } as const;
    }
  });
}

async function otherNames(cluster: Cluster, signal: AbortSignal): Promise<string> {
  const { items } = await cluster.list(CONFIGURATION, { signal });
  const names = items.flatMap(({ metadata }) => metadata?.name ?? []);
  return names.length === 0 ? ', and there is none at all' : `; there is ${names.slice(0, 8).join(', ')}`;
}

function readMembers(cluster: Cluster, limit: Limit): Promise<Known<readonly ClusterNode[]>> {
  return withinLimit(limit, async (signal) => ({
    known: (await cluster.list(NODE, { signal })).items.map(readNode),
  }));
}

async function readSecret(
  cluster: Cluster,
  configuration: Configuration | undefined,
  { namespace, limit }: Asked,
): Promise<Known<SecretState> | undefined> {
  const name = configuration?.s3?.secretRef;
  if (name === undefined) return undefined;
  if (!isSecretName(name)) return { known: { state: 'absent' } };
  return withinLimit(limit, async (signal) => {
    try {
      const secret = await cluster.get({ kind: SECRET, namespace, name }, { signal });
      return { known: secretState(secret) };
    } catch (error) {
      if (error instanceof UserError && error.reason === 'NotFound')
        return { known: { state: 'absent' } } as const;
      throw error;
    }
  });
}
