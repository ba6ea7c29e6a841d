/** Resources and nodes as the platform has them, for tests of the views. */
import type { ClusterNode } from '../../../pkg/backup/nodes.ts';
import type { KubeObject } from '../../../pkg/ports/cluster.ts';

export const NODES: readonly ClusterNode[] = ['1', '2', '3'].map((n) => ({
  name: `master-${n}`,
  ips: [`10.0.0.${n}`],
  controlPlane: true,
  created: '2026-01-01T00:00:00Z',
  osImage: 'Debian GNU/Linux 12',
}));

/** One record as the controller writes it. */
export function recordOf(day: string, ip: string, result = 'Success', more: object = {}): object {
  return {
    backupTimestamp: `2026-11-${day}T00:00:03Z`,
    fileName: `snapshot-etcd-202611${day}-000003-${ip}.tar`,
    result,
    ...more,
  };
}

/** A resource with these records; `spec` is laid over a healthy one. */
export function resourceOf(records: unknown, spec: object = {}): KubeObject {
  return {
    apiVersion: 'enhancement.cluster.alauda.io/v1',
    kind: 'EtcdBackupConfiguration',
    metadata: { name: 'etcd-backup-default', resourceVersion: '42' },
    spec: {
      schedule: '0 0 * * *',
      paused: false,
      localStorage: { path: '/cpaas/backup', ttl: '7776000' },
      ...spec,
    },
    status: { records },
  };
}

export const S3_SPEC = {
  remoteStorage: {
    s3: {
      endpoint: 'https://s3.example.com',
      region: 'us-east-1',
      bucket: 'backups',
      dir: 'cluster-a',
      skipTLSVerify: false,
      secretRef: 'etcd-backup-s3-secret',
    },
  },
};
