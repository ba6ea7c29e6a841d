import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Configuration, readConfiguration } from '../../../../pkg/backup/configuration.ts';
import type { BackupRecord } from '../../../../pkg/backup/records.ts';
import { expectedNodes } from '../../../../pkg/backup/run/expected.ts';
import { NODES, resourceOf } from '../examples.ts';
import { record, runAt } from './records.ts';

function configuration(records: readonly BackupRecord[], spec: object = {}): Configuration {
  return { ...readConfiguration(resourceOf([], spec)), records };
}

/** How it was found, how many, which ones, and who is left out. */
function shown(...args: Parameters<typeof expectedNodes>): string {
  const expected = expectedNodes(...args);
  if (expected === undefined) return 'nobody can tell';
  const { by, count, nodes, unseen } = expected;
  return [by, count, ...nodes.map((one) => one.node), ...unseen.map((one) => `not ${one}`)].join(' ');
}

test('a fresh cluster: all control-plane nodes', () => {
  const worker = {
    name: 'worker-1',
    ips: ['10.0.0.11'],
    controlPlane: false,
    created: undefined,
    osImage: undefined,
  };
  assert.equal(
    shown(configuration([]), [...NODES, worker], undefined),
    'control-plane 3 master-1 master-2 master-3',
  );
});

test('--expect wins over everything', () => {
  assert.equal(shown(configuration(runAt('00'), { nodes: ['master-1'] }), NODES, 2), 'flag 2');
});

const lists: readonly (readonly [spec: object, says: string])[] = [
  [{ nodes: ['master-1', 'master-2'] }, 'spec 2 master-1 master-2'],
  [{ source: { controlNodes: ['10.0.0.3'] } }, 'spec 1 master-3'],
  [{ hosts: [{ name: 'master-2', role: 'etcd' }] }, 'spec 1 master-2'],
  [{ nodes: ['master-1', 'master-1'] }, 'spec 1 master-1'],
  [{ tags: ['blue', 'master-1'] }, 'past-runs 3 master-1 master-2 master-3'],
  [{ nodes: [] }, 'past-runs 3 master-1 master-2 master-3'],
  [{ remoteStorage: { s3: { allowed: ['10.0.0.1'] } } }, 'past-runs 3 master-1 master-2 master-3'],
];

for (const [spec, says] of lists) {
  test(`the spec's own list: ${JSON.stringify(spec)}`, () =>
    assert.equal(shown(configuration([...runAt('00'), ...runAt('12')], spec), NODES, undefined), says));
}

test('a list of IPs counts where nodes cannot be read; one of names does not', () => {
  assert.equal(
    shown(configuration([], { nodes: ['10.0.0.1', '10.0.0.2'] }), undefined, undefined),
    'spec 2 10.0.0.1 10.0.0.2',
  );
  assert.equal(shown(configuration([], { nodes: ['master-1'] }), undefined, undefined), 'nobody can tell');
});

test('what past runs show, by IP where nodes cannot be read', () => {
  assert.equal(
    shown(configuration(runAt('00')), undefined, undefined),
    'past-runs 3 10.0.0.1 10.0.0.2 10.0.0.3',
  );
});

test('a node that was silent last night is still expected', () => {
  const records = [...runAt('00'), ...runAt('12', [1, 2])];
  assert.equal(shown(configuration(records), NODES, undefined), 'past-runs 3 master-1 master-2 master-3');
});

test('a node that has left the cluster is not', () => {
  assert.equal(
    shown(configuration(runAt('00')), NODES.slice(0, 2), undefined),
    'past-runs 2 master-1 master-2',
  );
});

test('a control-plane node that no past run shows is named', () => {
  assert.equal(
    shown(configuration([...runAt('00', [1, 2]), ...runAt('12', [1, 2])]), NODES, undefined),
    'past-runs 2 master-1 master-2 not master-3',
  );
});

test('one record in all, run after run, is the way; once is not', () => {
  assert.equal(
    shown(configuration([record(1, '00:00:00'), record(2, '12:00:00')]), NODES, undefined),
    'past-runs 1',
  );
  assert.equal(
    shown(configuration([record(1)]), NODES, undefined),
    'control-plane 3 master-1 master-2 master-3',
  );
});

test('nobody can tell where nodes cannot be read and nothing was backed up', () => {
  assert.equal(shown(configuration([]), undefined, undefined), 'nobody can tell');
});
