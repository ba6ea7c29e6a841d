/** What a fresh ACP cluster has: nodes, the etcd pods, the resource, the backup's identity. */

export const CONFIGURATION_PATH = '/apis/enhancement.cluster.alauda.io/v1/etcdbackupconfigurations';
export const EXECUTORS_PATH = '/apis/apps.kruise.io/v1alpha1/advancedcronjobs';
export const NAME = 'etcd-backup-default';
export const IDENTITY = 'cpaas:etcd-backup';

export interface NodeSeed {
  readonly name: string;
  readonly ip: string;
  readonly controlPlane: boolean;
}

/** Three control-plane nodes and a worker. */
export const NODES: readonly NodeSeed[] = [
  { name: 'master-1', ip: '10.0.0.1', controlPlane: true },
  { name: 'master-2', ip: '10.0.0.2', controlPlane: true },
  { name: 'master-3', ip: '10.0.0.3', controlPlane: true },
  { name: 'worker-1', ip: '10.0.0.11', controlPlane: false },
];

export interface SeedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The custom resource as the product's chart would define it: unknown fields are kept; status is no subresource, as records are written with plain updates. */
export const CRD: SeedObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'etcdbackupconfigurations.enhancement.cluster.alauda.io' },
  spec: {
    group: 'enhancement.cluster.alauda.io',
    scope: 'Cluster',
    names: {
      kind: 'EtcdBackupConfiguration',
      listKind: 'EtcdBackupConfigurationList',
      plural: 'etcdbackupconfigurations',
      singular: 'etcdbackupconfiguration',
      shortNames: ['ebc'],
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** OpenKruise's kind, as far as the product uses it. */
export const KRUISE_CRD: SeedObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'advancedcronjobs.apps.kruise.io' },
  spec: {
    group: 'apps.kruise.io',
    scope: 'Namespaced',
    names: {
      kind: 'AdvancedCronJob',
      listKind: 'AdvancedCronJobList',
      plural: 'advancedcronjobs',
      singular: 'advancedcronjob',
    },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** What runs backups. */
export const EXECUTOR: SeedObject = {
  apiVersion: 'apps.kruise.io/v1alpha1',
  kind: 'AdvancedCronJob',
  metadata: { name: 'etcd-backup', namespace: 'cpaas-system' },
  spec: { schedule: '0 0 * * *', template: { broadcastJobTemplate: {} } },
};

/** The resource that the product creates; `records` and `spec` as asked. */
export function configurationSeed(records: unknown, spec: object = {}): SeedObject {
  return {
    apiVersion: 'enhancement.cluster.alauda.io/v1',
    kind: 'EtcdBackupConfiguration',
    metadata: { name: NAME },
    spec: {
      schedule: '0 0 * * *',
      paused: false,
      localStorage: { path: '/cpaas/backup', ttl: '7776000' },
      ...spec,
    },
    ...(records === undefined ? {} : { status: { records } }),
  };
}

export function nodeSeed({ name, ip, controlPlane }: NodeSeed): SeedObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {} },
    status: {
      addresses: [
        { type: 'InternalIP', address: ip },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://1.7.27',
        kernelVersion: '6.1.0',
        kubeProxyVersion: 'v1.31.4',
        kubeletVersion: 'v1.31.4',
        machineID: '',
        operatingSystem: 'linux',
        systemUUID: '',
      },
    },
  };
}

/** The mirror pod of a node's static etcd pod, with kubeadm's image and arguments. */
export function etcdPodSeed({ name, ip }: NodeSeed, members: readonly NodeSeed[]): SeedObject {
  const cluster = members.map((one) => `${one.name}=https://${one.ip}:2380`).join(',');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `etcd-${name}`,
      namespace: 'kube-system',
      labels: { component: 'etcd', tier: 'control-plane' },
    },
    spec: {
      nodeName: name,
      hostNetwork: true,
      containers: [
        {
          name: 'etcd',
          image: 'registry.k8s.io/etcd:3.5.15-0',
          command: [
            'etcd',
            `--advertise-client-urls=https://${ip}:2379`,
            '--data-dir=/var/lib/etcd',
            `--initial-advertise-peer-urls=https://${ip}:2380`,
            `--initial-cluster=${cluster}`,
            `--listen-peer-urls=https://${ip}:2380`,
            `--name=${name}`,
          ],
        },
      ],
    },
  };
}

/** Who runs backups, with the rule that the field often lacks. */
export const BACKUP_RBAC: readonly SeedObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: IDENTITY },
    rules: [
      {
        apiGroups: ['enhancement.cluster.alauda.io'],
        resources: ['etcdbackupconfigurations'],
        verbs: ['get', 'list', 'watch', 'update', 'patch'],
      },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: IDENTITY },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: IDENTITY },
    subjects: [{ kind: 'ServiceAccount', name: 'etcd-backup', namespace: 'cpaas-system' }],
  },
];

export const NAMESPACES: readonly SeedObject[] = ['kube-system', 'cpaas-system'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}));
