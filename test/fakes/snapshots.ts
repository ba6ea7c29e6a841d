/** Snapshot files for tests: a small cluster's database, with its SHA-256. */
import { createHash } from 'node:crypto';
import { bboltFile, keyValue, revisionKey, utf8 } from './bbolt.ts';
import { jsonObject, protobufObject } from './kube-objects.ts';

/** The database with the digest that `etcdctl snapshot save` puts behind it. */
export function withSha256(database: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([database, createHash('sha256').update(database).digest()]));
}

const node = (name: string, ip: string, labels: Record<string, string>) =>
  protobufObject({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `uid-${name}`, labels },
    ips: [ip],
  });
const simple = (apiVersion: string, kind: string, namespace: string, name: string) =>
  protobufObject({ apiVersion, kind, metadata: { name, namespace } });
const CONTROL_PLANE = { 'node-role.kubernetes.io/control-plane': '' };

/** Keys and values as a small cluster of Kubernetes leaves them, in the order of their revisions; `undefined` deletes. */
export const CLUSTER_CHANGES: readonly (readonly [key: string, value: Uint8Array | undefined])[] = [
  ['/registry/namespaces/default', simple('v1', 'Namespace', '', 'default')],
  [
    '/registry/namespaces/kube-system',
    protobufObject({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'kube-system', uid: '5f0c6a0e-uid' },
    }),
  ],
  ['/registry/minions/cp-1', node('cp-1', '10.0.0.1', CONTROL_PLANE)],
  ['/registry/minions/cp-2', node('cp-2', '10.0.0.2', { 'node-role.kubernetes.io/master': '' })],
  ['/registry/minions/worker-1', node('worker-1', '10.0.0.9', {})],
  ['/registry/minions/gone', node('gone', '10.0.0.8', {})],
  ['/registry/minions/gone', undefined],
  ['/registry/pods/default/web', simple('v1', 'Pod', 'default', 'web')],
  ['/registry/pods/default/web', simple('v1', 'Pod', 'default', 'web')],
  ['/registry/pods/kube-system/etcd-cp-1', simple('v1', 'Pod', 'kube-system', 'etcd-cp-1')],
  ['/registry/deployments/default/web', simple('apps/v1', 'Deployment', 'default', 'web')],
  ['/registry/services/specs/default/kubernetes', simple('v1', 'Service', 'default', 'kubernetes')],
  ['/registry/services/endpoints/default/kubernetes', simple('v1', 'Endpoints', 'default', 'kubernetes')],
  ['/registry/secrets/default/password', utf8('k8s:enc:aescbc:v1:key1:0123456789')],
  ['/registry/secrets/default/plain', simple('v1', 'Secret', 'default', 'plain')],
  ['/registry/events/default/web.1', simple('v1', 'Event', 'default', 'web.1')],
  ['/registry/masterleases/10.0.0.1', simple('v1', 'Endpoints', '', '')],
  ['/registry/ranges/serviceips', simple('v1', 'RangeAllocation', '', '')],
  ['/registry/health', utf8('ok')],
  [
    '/registry/example.com/widgets/default/first',
    jsonObject({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'first' } }),
  ],
  [
    '/registry/example.com/clusterwidgets/all',
    jsonObject({ apiVersion: 'example.com/v1', kind: 'ClusterWidget', metadata: { name: 'all' } }),
  ],
  [
    '/registry/apiregistration.k8s.io/apiservices/v1.',
    jsonObject({ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: 'v1.' } }),
  ],
  ['compact_rev_key', utf8('7')],
  ['/calico/felix', utf8('x')],
];

const member = (name: string, ip: string) =>
  utf8(JSON.stringify({ id: 1, name, peerURLs: [`https://${ip}:2380`], clientURLs: [`https://${ip}:2379`] }));

/** The database of that cluster, without a digest. */
export function clusterDatabase(changes = CLUSTER_CHANGES): Uint8Array {
  return bboltFile({
    cluster: [[utf8('clusterVersion'), utf8('3.5.0')]],
    key: changes.map(([key, value], index) => [
      revisionKey(index + 2, value === undefined),
      keyValue(key, value ?? '', index + 2),
    ]),
    members: [
      [utf8('a1'), member('cp-1', '10.0.0.1')],
      [utf8('b2'), member('cp-2', '10.0.0.2')],
    ],
    meta: [
      [utf8('consistent_index'), Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 2])],
      [utf8('finishedCompactRev'), revisionKey(5)],
      [utf8('term'), Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 3])],
    ],
  }).bytes;
}

/** A whole snapshot of about so many bytes that no other `seed` has. */
export function snapshotOfSize(bytes: number, seed: string): Uint8Array<ArrayBuffer> {
  const length = 256 * 1024;
  const noise = createHash('shake256', { outputLength: length * 2 })
    .update(seed)
    .digest();
  const key = Array.from({ length: Math.floor(bytes / length) }, (_, index) => {
    const value = noise.subarray(index * 37, index * 37 + length - 4096);
    return [revisionKey(index + 2), keyValue(`/${seed}/${index}`, value, index + 2)] as const;
  });
  return withSha256(bboltFile({ key }).bytes);
}
