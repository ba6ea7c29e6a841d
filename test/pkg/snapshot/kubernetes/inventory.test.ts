import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubernetesView } from '../../../../pkg/snapshot/kubernetes/view.ts';
import { CLUSTER_CHANGES, clusterDatabase } from '../../../fakes/snapshots.ts';
import { readAll } from '../reading.ts';

function viewOf(changes = CLUSTER_CHANGES) {
  const { damage, inventory } = readAll(clusterDatabase(changes));
  assert.equal(damage, undefined);
  const view = kubernetesView(inventory);
  assert.ok(view);
  return view;
}

test('objects are counted by resource, as kubectl names it, however often they changed', () => {
  const view = viewOf();
  const counts = view.resources.map(
    ({ group, resource, kind, objects }) => `${group}/${resource} ${kind} ${objects}`,
  );
  assert.deepEqual(counts.sort(), [
    '/endpoints Endpoints 1',
    '/events Event 1',
    '/namespaces Namespace 2',
    '/nodes Node 3',
    '/pods Pod 2',
    '/secrets Secret 2',
    '/services Service 1',
    'apiregistration.k8s.io/apiservices APIService 1',
    'apps/deployments Deployment 1',
    'example.com/clusterwidgets ClusterWidget 1',
    'example.com/widgets Widget 1',
  ]);
  assert.equal(view.objects, 16);
  assert.equal(view.namespaces, 2);
  assert.equal(view.internalKeys, 3);
  assert.equal(view.otherKeys, 2);
});

test('objects are counted by namespace', () => {
  const counts = viewOf().byNamespace.map(({ namespace, objects }) => [namespace, objects]);
  assert.deepEqual(Object.fromEntries(counts), { default: 8, 'kube-system': 1 });
});

test('nodes are named by role, with their addresses; a deleted one is not', () => {
  const view = viewOf();
  assert.deepEqual(view.controlPlaneNodes, [
    { name: 'cp-1', controlPlane: true, internalIPs: ['10.0.0.1'] },
    { name: 'cp-2', controlPlane: true, internalIPs: ['10.0.0.2'] },
  ]);
  assert.deepEqual(
    view.workerNodes.map(({ name }) => name),
    ['worker-1'],
  );
  assert.equal(view.kubeSystemUid, '5f0c6a0e-uid');
});

test('objects encrypted at rest are recognised', () => {
  const secrets = viewOf().resources.find(({ resource }) => resource === 'secrets');
  assert.equal(secrets?.encrypted, 1);
  assert.equal(secrets?.objects, 2);
});

test('the keys are those of what is there now: not of what was written anew, deleted, or is no object', () => {
  const value = (name: string) => Buffer.from(`k8s:enc:aescbc:v1:${name}:0123456789`);
  const view = viewOf([
    ...CLUSTER_CHANGES,
    ['/registry/secrets/default/turned', value('old')],
    ['/registry/secrets/default/turned', value('new')],
    ['/registry/secrets/default/deleted', value('past')],
    ['/registry/secrets/default/deleted', undefined],
    ['elsewhere', value('other')],
  ]);
  assert.deepEqual(view.encryptionKeys, [
    { key: 'aescbc:v1:key1', objects: 1 },
    { key: 'aescbc:v1:new', objects: 1 },
  ]);
});

test('events have their share', () => {
  assert.equal(viewOf().events.objects, 1 / 16);
});

test('another root than /registry is known by what is under it', () => {
  const moved = CLUSTER_CHANGES.map(
    ([key, value]) => [key.replace('/registry/', '/my-cluster/'), value] as const,
  );
  assert.equal(viewOf(moved).resources.find(({ resource }) => resource === 'pods')?.objects, 2);
});

test('a database without Kubernetes has no inventory', () => {
  const { inventory } = readAll(clusterDatabase([['foo', Buffer.from('bar')]]));
  assert.equal(kubernetesView(inventory), null);
  assert.equal(inventory.liveKeys, 1);
});
