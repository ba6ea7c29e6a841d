import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { secretState } from '../../../pkg/backup/secret.ts';
import { backupStatus, type StatusFacts } from '../../../pkg/backup/status.ts';
import { problemsOf } from '../../../pkg/checks/problems.ts';
import { renderStatus } from '../../../pkg/output/status.ts';
import { renderJson } from '../../../pkg/output/structured.ts';
import type { KubeObject } from '../../../pkg/ports/cluster.ts';
import { commandLine } from '../../../pkg/shell/command-line.ts';
import { timeFormat } from '../../../pkg/words/time.ts';
import { golden } from '../../golden.ts';
import { NOON } from '../../run.ts';
import { NODES, recordOf, resourceOf, S3_SPEC } from '../backup/examples.ts';
import { factsOf, TEN_NIGHTS } from '../checks/examples.ts';

const style = { header: true, color: false, columns: undefined, now: NOON, time: timeFormat(undefined) };

const PLAN = {
  words: 'At 00:00, every day',
  nextRuns: ['24', '25', '26'].map((day) => new Date(`2026-11-${day}T00:00:00Z`)),
};

function statusOf(resource: KubeObject, more: Partial<StatusFacts> = {}) {
  const configuration = readConfiguration(resource);
  const { nodes = NODES, secret } = more;
  const checked = factsOf(configuration, {
    nodes: { known: nodes },
    secret: secret === undefined ? undefined : { known: secret },
  });
  return backupStatus({
    now: NOON,
    configuration,
    nodes: NODES,
    secret: undefined,
    secretNamespace: 'cpaas-system',
    plan: PLAN,
    problems: problemsOf(checked, ({ words }) => commandLine(['kubectl', 'etcdbackup', ...words])),
    server: 'https://acp.example.com/kubernetes/prod/',
    context: 'prod',
    ...more,
  });
}

const HEALTHY = ['1', '2', '3'].map((n) => recordOf('23', `10.0.0.${n}`));
test('a healthy page', () => {
  const status = statusOf(resourceOf(HEALTHY, S3_SPEC), { secret: { state: 'complete' } });
  golden('status/healthy.txt', renderStatus(status, style));
  golden('status/healthy.json', renderJson(status));
});

test('a page where much is wrong says so first', () => {
  const records = [
    recordOf('20', '10.0.0.1'),
    recordOf('23', '10.0.0.2', 'Failed', { message: 'disk full' }),
  ];
  const spec = { ...S3_SPEC, paused: true, localStorage: { ttl: 'ninety' } };
  const secret = secretState({ data: { ACCESS_KEY: 'eA==' } });
  golden('status/wrong.txt', renderStatus(statusOf(resourceOf(records, spec), { secret }), style));
});

test("a record of the future is counted, and is nobody's last success or failure", () => {
  const future = (result: string) => ({
    ...recordOf('23', '10.0.0.1', result),
    backupTimestamp: '2099-01-01T00:00:00Z',
  });
  const { records, nodes, lastFailure } = statusOf(
    resourceOf([...HEALTHY, future('Success'), future('Failed')]),
  );
  assert.deepEqual([records.total, records.failed, lastFailure], [5, 1, null]);
  assert.deepEqual(
    nodes.map(({ lastSuccess, failedLast }) => [lastSuccess?.taken, failedLast]),
    HEALTHY.map(() => ['2026-11-23T00:00:03Z', null]),
  );
});

test('a page of nothing at all', () => {
  const nothing = statusOf(
    { metadata: { name: 'etcd-backup-default' } },
    { plan: undefined, nodes: undefined },
  );
  golden('status/empty.txt', renderStatus(nothing, style));
});

test('a page of one node whose backups stopped, and of a Secret that may not be read', () => {
  const records = TEN_NIGHTS.filter(
    (one, index) => index < 15 || !JSON.stringify(one).includes('-10.0.0.2.tar'),
  );
  const secret = { state: 'unknown', why: 'not allowed to get secrets "keys" in "cpaas-system"' } as const;
  golden('status/stale-node.txt', renderStatus(statusOf(resourceOf(records, S3_SPEC), { secret }), style));
});
