/** Who runs backups: AdvancedCronJobs, under whichever group this release serves them. */
import { fieldsOf } from '../../backup/fields.ts';
import { SECRET_NAMESPACE } from '../../backup/resource.ts';
import type { Executor, Known } from '../../checks/facts.ts';
import type { Cluster, ResourceKind } from '../../ports/cluster.ts';
import { type Limit, withinLimit } from './limit.ts';

/** OpenKruise's own group, and the one of older releases of the platform. */
const GROUPS = ['apps.kruise.io', 'operator.alauda.io'] as const;
const PLURAL = 'advancedcronjobs';

/** Known as undefined where no group serves them. */
export function readExecutors(
  cluster: Cluster,
  limit: Limit,
): Promise<Known<readonly Executor[] | undefined>> {
  return withinLimit(limit, async (signal) => {
    const served = await Promise.all(GROUPS.map((group) => cluster.discover(group, { signal })));
    const kinds = served.flatMap((kinds) => kinds?.find(({ plural }) => plural === PLURAL) ?? []);
    if (kinds.length === 0) return { known: undefined };
    const lists = await Promise.all(kinds.map((kind) => jobsOf(cluster, kind, signal)));
    return { known: lists.flat() };
  });
}

async function jobsOf(cluster: Cluster, kind: ResourceKind, signal: AbortSignal): Promise<Executor[]> {
  const { items } = await cluster.list(kind, { namespace: SECRET_NAMESPACE, signal });
  return items.map((object) => ({
    name: object.metadata?.name ?? '',
    resource: `${kind.plural}.${kind.group}`,
    paused: fieldsOf(object['spec'])['paused'] === true,
  }));
}
