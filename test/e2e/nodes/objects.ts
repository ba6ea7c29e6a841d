/** What a cluster holds before the disaster, and how a test sees that it is back. */
import assert from 'node:assert/strict';
import { etcdUrl } from '../../../pkg/restore/members/address.ts';
import type { ControlPlane } from './control-plane.ts';
import { eventually } from './execute.ts';
import type { Node } from './node.ts';

const SECRET = 'correct horse battery staple';
const COUNT = 30;

const configMap = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { name, filler: 'x'.repeat(500) },
});

function nodeObjects(plane: ControlPlane): object[] {
  return plane.nodes.map((node) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, labels: { 'node-role.kubernetes.io/control-plane': '' } },
    status: { addresses: [{ type: 'InternalIP', address: node.address }] },
  }));
}

/** Static pods as a kubelet mirrors them, so that the API knows etcd's image and arguments. */
async function mirrorPods(plane: ControlPlane): Promise<object[]> {
  const { load } = await import('js-yaml');
  const { readdirSync, readFileSync } = await import('node:fs');
  return plane.nodes.flatMap((node) =>
    readdirSync(node.path('/etc/kubernetes/manifests')).map((file) => {
      const pod = load(readFileSync(node.path(`/etc/kubernetes/manifests/${file}`), 'utf8')) as {
        metadata: { name: string; annotations?: object };
        spec: object;
      };
      const { priority, ...spec } = pod.spec as { priority: number };
      return {
        ...pod,
        metadata: {
          ...pod.metadata,
          name: `${pod.metadata.name}-${node.name}`,
          annotations: { 'kubernetes.io/config.mirror': '0', 'kubernetes.io/config.source': 'file' },
        },
        spec: { ...spec, nodeName: node.name },
      };
    }),
  );
}

/** Puts nodes, static pods, 30 ConfigMaps and a Secret through the API server. */
export async function putObjects(plane: ControlPlane): Promise<void> {
  const items = [
    ...nodeObjects(plane),
    ...(await mirrorPods(plane)),
    ...Array.from({ length: COUNT }, (_, index) => configMap(`kept-${index}`)),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'kept', namespace: 'default' },
      stringData: { words: SECRET },
    },
  ];
  await plane.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

/** A write after the backup: a restore must not bring it back. */
export async function putLater(plane: ControlPlane): Promise<void> {
  await plane.kubectl(['create', '-f', '-'], JSON.stringify(configMap('later')));
}

/** Every object from before the backup is there (the Secret in clear), and the later one is not. */
export async function assertObjects(plane: ControlPlane, node?: Node): Promise<void> {
  const said = await eventually(120, () =>
    plane.kubectl(['get', 'configmaps', '-n', 'default', '-o', 'name', '--request-timeout=10s'], '', node),
  );
  const names = said.split('\n');
  const missing = Array.from({ length: COUNT }, (_, index) => `configmap/kept-${index}`).filter(
    (name) => !names.includes(name),
  );
  assert.deepEqual(missing, [], 'objects that are not back');
  assert.ok(!names.includes('configmap/later'), 'a write after the backup is there');
  const secret = await plane.kubectl(['get', 'secret', 'kept', '-o', 'jsonpath={.data.words}'], '', node);
  assert.equal(Buffer.from(secret, 'base64').toString(), SECRET, 'the Secret decrypts');
}

/** Revision of the member on `node`. */
export async function revision(plane: ControlPlane, node: Node): Promise<number> {
  const [status] = JSON.parse(await plane.etcd(node, 'endpoint status -w json')) as [
    { Status: { header: { revision: number } } },
  ];
  return status.Status.header.revision;
}

/** All of `nodes` are healthy members of one cluster, with the same hash at one revision. */
export async function assertMembersEqual(plane: ControlPlane, nodes = plane.nodes): Promise<void> {
  const endpoints = nodes.map((node) => etcdUrl(node.address, 2379)).join(',');
  const first = nodes[0] as Node;
  await eventually(120, () => plane.etcd(first, `--endpoints=${endpoints} endpoint health`));
  const clusters = await Promise.all(
    nodes.map(async (node) => {
      const [status] = JSON.parse(await plane.etcd(node, 'endpoint status -w json')) as [
        { Status: { header: { cluster_id: number } } },
      ];
      return status.Status.header.cluster_id;
    }),
  );
  assert.equal(new Set(clusters).size, 1, `one cluster, not ${clusters}`);
  const at = await revision(plane, first);
  const hashes = JSON.parse(
    await plane.etcd(first, `--endpoints=${endpoints} endpoint hashkv --rev=${at} -w json`),
  ) as {
    HashKV: { hash: number };
  }[];
  assert.equal(hashes.length, nodes.length);
  assert.equal(
    new Set(hashes.map((one) => one.HashKV.hash)).size,
    1,
    `hashes differ: ${JSON.stringify(hashes)}`,
  );
}
