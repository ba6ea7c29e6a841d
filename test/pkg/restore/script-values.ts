/** Values of a node's scripts, for tests. */
import type { ScriptValues } from '../../../pkg/restore/values.ts';

/** Three members at 10.77.0.11-13, the first one's scripts, a snapshot that nobody could look at before. */
export function exampleValues(change: Partial<ScriptValues> = {}): ScriptValues {
  return {
    planId: '20261125t020340z-4f2a',
    self: 0,
    members: [1, 2, 3].map((index) => ({
      name: `etcd-${index}`,
      ip: `10.77.0.${10 + index}`,
      peerUrl: `https://10.77.0.${10 + index}:2380`,
      absent: false,
    })),
    clusterToken: 'restore-20261125t020340z-4f2a',
    bumpRevision: 1_000_000_000,
    snapshot: { path: '/root/etcd-restore/snapshot.tar', withoutHash: false, fetch: { by: 'hand' } },
    evenWithQuorum: false,
    anyCluster: false,
    confirm: true,
    searchDirs: ['/cpaas'],
    ...change,
  };
}
