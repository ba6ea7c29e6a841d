/** The kinds that the in-memory API serves. */

export interface KindInfo {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const kind = (apiVersion: string, name: string, plural: string, namespaced: boolean): KindInfo => ({
  apiVersion,
  kind: name,
  plural,
  namespaced,
});

export const KINDS: readonly KindInfo[] = [
  kind('enhancement.cluster.alauda.io/v1', 'EtcdBackupConfiguration', 'etcdbackupconfigurations', false),
  kind('v1', 'Node', 'nodes', false),
  kind('v1', 'Secret', 'secrets', true),
  kind('v1', 'Pod', 'pods', true),
  kind('v1', 'Namespace', 'namespaces', false),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false),
  kind('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', false),
  kind('rbac.authorization.k8s.io/v1', 'Role', 'roles', true),
  kind('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', true),
  kind('apps.kruise.io/v1alpha1', 'AdvancedCronJob', 'advancedcronjobs', true),
];
