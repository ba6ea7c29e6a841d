/** Where things are in the API: the kinds that the plugin reads and writes. */
import type { ObjectRef, ResourceKind } from '../ports/cluster.ts';

/** Source: the platform's documentation of etcd backups, 4.2. */
export const CONFIGURATION: ResourceKind = {
  group: 'enhancement.cluster.alauda.io',
  version: 'v1',
  plural: 'etcdbackupconfigurations',
  kind: 'EtcdBackupConfiguration',
  namespaced: false,
};

export const NODE: ResourceKind = {
  group: '',
  version: 'v1',
  plural: 'nodes',
  kind: 'Node',
  namespaced: false,
};
export const SECRET: ResourceKind = {
  group: '',
  version: 'v1',
  plural: 'secrets',
  kind: 'Secret',
  namespaced: true,
};

/** The resource that the product creates. */
export const DEFAULT_NAME = 'etcd-backup-default';
/** Where the backup looks for the Secret that `secretRef` names. */
export const SECRET_NAMESPACE = 'cpaas-system';
/** The ClusterRole of the identity that runs backups. */
export const BACKUP_ROLE = 'cpaas:etcd-backup';

export function configurationRef(name: string): ObjectRef {
  return { kind: CONFIGURATION, name };
}

/** Namespaces of the core group. */
export const NAMESPACE: ResourceKind = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};

/** `etcdbackupconfiguration.enhancement.cluster.alauda.io/NAME`: as `kubectl get -o name` has it. */
export function kubectlName({ kind, name }: ObjectRef): string {
  return `${kind.kind.toLowerCase()}${kind.group === '' ? '' : `.${kind.group}`}/${name}`;
}

/** Who the API server notes as the writer of what the plugin writes. */
export const FIELD_MANAGER = 'kubectl-etcdbackup';
