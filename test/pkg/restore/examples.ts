/** Members, kits and plans as three kubeadm nodes give them. */
import type { Kit } from '../../../pkg/restore/kit/kit.ts';
import type { Member } from '../../../pkg/restore/members/member.ts';
import { makePlan, type PlanFacts, type PlanStamp, stampOf } from '../../../pkg/restore/plan/make.ts';
import type { PlanSettings, PlanSnapshot, RestorePlan } from '../../../pkg/restore/plan/plan.ts';
import { topologyOf } from '../../../pkg/restore/topology.ts';

export const MEMBERS: readonly Member[] = ['1', '2', '3'].map((n) => ({
  node: `etcd-${n}`,
  name: `etcd-${n}`,
  ip: `10.0.0.${n}`,
  peerUrl: `https://10.0.0.${n}:2380`,
  dataDir: '/var/lib/etcd',
  walDir: undefined,
  image: 'registry.k8s.io/etcd:3.5.15-0',
}));

export const KIT: Kit = {
  saved: new Date('2026-11-20T08:00:00Z'),
  savedBy: 'v0.1.0',
  cluster: {
    server: 'https://platform.example.com/kubernetes/prod',
    context: 'demo/prod',
    kubeSystemUid: '5f1c2d3e-0000-4000-8000-000000000001',
    kubernetes: 'v1.31.4',
  },
  configuration: 'etcd-backup-default',
  schedule: '0 0 * * *',
  localPath: '/cpaas/backup',
  s3: {
    endpoint: 'https://s3.example.com',
    region: 'us-east-1',
    bucket: 'backups',
    dir: 'prod',
    skipTLSVerify: false,
    secretRef: 'etcd-backup-s3-secret',
  },
  members: MEMBERS.map((member) => ({
    ...member,
    arguments: ['etcd', `--name=${member.name}`, `--initial-advertise-peer-urls=${member.peerUrl}`],
  })),
  records: [
    {
      fileName: 'snapshot-etcd-20261120-000003-10.0.0.1.tar',
      backupTimestamp: '2026-11-20T00:00:03Z',
      result: 'Success',
    },
  ],
};

export const SETTINGS: PlanSettings = {
  evenWithQuorum: false,
  anyCluster: false,
  confirm: true,
  etcdTool: null,
  searchDirs: ['/cpaas'],
};

export const SNAPSHOT: PlanSnapshot = {
  from: 'file',
  name: 'snapshot-etcd-20261122-000003-10.0.0.1.tar',
  holder: null,
  size: 104_857_632,
  sha256: 'ab'.repeat(32),
  taken: '2026-11-22T00:00:03Z',
  takenBy: 'record',
  revision: 1234,
  withoutHash: false,
  encryptionKeys: ['aescbc:v1:key1'],
};

export const STAMP: PlanStamp = stampOf('20261123t120000z-4f2a90') as PlanStamp;

export interface ExampleFacts extends Partial<PlanFacts> {
  readonly without?: readonly string[];
  readonly members?: readonly Member[];
}

/** A plan for three nodes; `facts` are laid over a healthy one's. */
export function planOf({ without = [], members = MEMBERS, ...facts }: ExampleFacts = {}): RestorePlan {
  return makePlan(STAMP, {
    topology: topologyOf(members, { without, allowUnsupported: true }),
    snapshot: SNAPSHOT,
    bumpRevision: 1_000_000_000,
    notices: [],
    settings: SETTINGS,
    ...facts,
  });
}
