/** The kinds by which the API says who may do what. */
import type { ResourceKind } from '../../ports/cluster.ts';

function rbac(plural: string, kind: string, namespaced: boolean): ResourceKind {
  return { group: 'rbac.authorization.k8s.io', version: 'v1', plural, kind, namespaced };
}

export const ROLE = rbac('roles', 'Role', true);
export const ROLE_BINDING = rbac('rolebindings', 'RoleBinding', true);
export const CLUSTER_ROLE = rbac('clusterroles', 'ClusterRole', false);
export const CLUSTER_ROLE_BINDING = rbac('clusterrolebindings', 'ClusterRoleBinding', false);

/** Created to ask, never stored. */
export const SUBJECT_ACCESS_REVIEW: ResourceKind = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
  namespaced: false,
};
