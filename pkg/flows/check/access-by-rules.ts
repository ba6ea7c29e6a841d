/** The fallback where nobody lets us ask the API server: reading every role that the subject is bound to. */
import { CLUSTER_ROLE, ROLE } from '../../backup/rbac/kinds.ts';
import { grants } from '../../backup/rbac/rules.ts';
import { binds, roleOf, type Subject } from '../../backup/rbac/subjects.ts';
import { SECRET_NAMESPACE } from '../../backup/resource.ts';
import { UserError } from '../../errors.ts';
import type { Cluster, KubeObject } from '../../ports/cluster.ts';

export interface ByRules {
  readonly subject: Subject;
  readonly secretName: string | undefined;
  readonly bindings: readonly KubeObject[];
  readonly verbs: readonly string[];
  readonly signal: AbortSignal;
}

/** The verbs that no role grants. Throws where a role that might grant one cannot be read: that is not a no. */
export async function lacksByRules(cluster: Cluster, asked: ByRules): Promise<string[]> {
  const { subject, secretName, bindings, verbs, signal } = asked;
  const read = await Promise.all(
    bindings
      .filter((binding) => binds(binding, subject))
      .map((binding) => roleOrError(cluster, binding, signal)),
  );
  const roles = read.flatMap((one) => ('role' in one ? [one.role] : []));
  const lacks = verbs.filter((verb) => {
    const action = { verb, resource: 'secrets', name: verb === 'get' ? secretName : undefined };
    return !roles.some((role) => grants(role, action));
  });
  const unread = read.flatMap((one) => ('error' in one ? [one.error] : []));
  if (lacks.length > 0 && unread[0] !== undefined) throw unread[0];
  return lacks;
}

type Read = { readonly role: KubeObject } | { readonly error: UserError };

/** A role that is not there grants nothing. */
async function roleOrError(cluster: Cluster, binding: KubeObject, signal: AbortSignal): Promise<Read> {
  const { kind, name } = roleOf(binding);
  const ref =
    kind === 'Role' ? { kind: ROLE, namespace: SECRET_NAMESPACE, name } : { kind: CLUSTER_ROLE, name };
  try {
    return { role: await cluster.get(ref, { signal }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.reason === 'NotFound' ? { role: {} } : { error };
  }
}
