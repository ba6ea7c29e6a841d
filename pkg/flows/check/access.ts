/** Whether the identity that runs backups may read the S3 Secret: the API server decides, else the rules are read. */
import type { V1SubjectAccessReview } from '@kubernetes/client-node';
import { fieldsOf, listOf } from '../../backup/fields.ts';
import {
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  ROLE_BINDING,
  SUBJECT_ACCESS_REVIEW,
} from '../../backup/rbac/kinds.ts';
import { boundSubjects, type Subject } from '../../backup/rbac/subjects.ts';
import { BACKUP_ROLE, SECRET_NAMESPACE } from '../../backup/resource.ts';
import type { Known, Missing, SecretAccess } from '../../checks/facts.ts';
import { UserError } from '../../errors.ts';
import type { Cluster, KubeObject } from '../../ports/cluster.ts';
import { lacksByRules } from './access-by-rules.ts';
import { type Limit, withinLimit } from './limit.ts';

/** What the backup does with the Secret, as the product's own role has it. */
const VERBS = ['get', 'list', 'watch'] as const;

/** `secretName`: the one that the resource names, as a rule may name it too. */
export function readAccess(
  cluster: Cluster,
  secretName: string | undefined,
  limit: Limit,
): Promise<Known<SecretAccess> | Missing> {
  return withinLimit(limit, async (signal) => {
    const role = await readRole(cluster, signal);
    if (role === undefined)
      return { missing: `there is no ClusterRole ${BACKUP_ROLE}: who runs backups is not known` };
    const hasRules = listOf(role['rules']).length > 0;
    const bindings = await bindingsOf(cluster, signal);
    const subjects = boundSubjects(bindings, BACKUP_ROLE);
    // Backups run as a service account: a person who is bound as well is somebody else.
    const subject = subjects.find(({ user }) => user.startsWith('system:serviceaccount:')) ?? subjects[0];
    if (subject === undefined) return { known: { subject: undefined, hasRules, lacks: VERBS, by: 'rules' } };
    const found = (await lacksByReview(cluster, subject, secretName, signal)) ?? {
      lacks: await lacksByRules(cluster, { subject, secretName, bindings, verbs: VERBS, signal }),
      by: 'rules' as const,
    };
    return { known: { subject: subject.user, hasRules, ...found } };
  });
}

async function readRole(cluster: Cluster, signal: AbortSignal): Promise<KubeObject | undefined> {
  try {
    return await cluster.get({ kind: CLUSTER_ROLE, name: BACKUP_ROLE }, { signal });
  } catch (error) {
    if (error instanceof UserError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

async function bindingsOf(cluster: Cluster, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const [everywhere, here] = await Promise.all([
    cluster.list(CLUSTER_ROLE_BINDING, { signal }),
    cluster.list(ROLE_BINDING, { namespace: SECRET_NAMESPACE, signal }),
  ]);
  return [...everywhere.items, ...here.items];
}

/** Undefined where we may not ask. */
async function lacksByReview(
  cluster: Cluster,
  subject: Subject,
  secretName: string | undefined,
  signal: AbortSignal,
): Promise<Pick<SecretAccess, 'lacks' | 'by'> | undefined> {
  try {
    const allowed = await Promise.all(
      VERBS.map((verb) => mayDo(cluster, subject, verb, verb === 'get' ? secretName : undefined, signal)),
    );
    return { lacks: VERBS.filter((_, index) => allowed[index] !== true), by: 'review' };
  } catch (error) {
    if (error instanceof UserError && error.reason === 'Forbidden') return undefined;
    throw error;
  }
}

async function mayDo(
  cluster: Cluster,
  subject: Subject,
  verb: string,
  name: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { user, groups } = subject;
  const resourceAttributes = {
    namespace: SECRET_NAMESPACE,
    verb,
    resource: 'secrets',
    version: 'v1',
    ...(name === undefined ? {} : { name }),
  };
  const review = await cluster.create(
    SUBJECT_ACCESS_REVIEW,
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: { user, groups: [...groups], resourceAttributes },
    } satisfies V1SubjectAccessReview,
    { signal },
  );
  return fieldsOf(review['status'])['allowed'] === true;
}
