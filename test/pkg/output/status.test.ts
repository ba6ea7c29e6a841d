import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { secretState } from '../../../pkg/backup/secret.ts';
import { backupStatus, type StatusFacts } from '../../../pkg/backup/status.ts';
import { renderStatus } from '../../../pkg/output/status.ts';
import { renderJson } from '../../../pkg/output/structured.ts';
import type { KubeObject } from '../../../pkg/ports/cluster.ts';
import { timeFormat } from '../../../pkg/words/time.ts';
import { golden } from '../../golden.ts';
import { NOON } from '../../run.ts';
import { NODES, recordOf, resourceOf, S3_SPEC } from '../backup/examples.ts';

const style = { header: true, color: false, columns: undefined, now: NOON, time: timeFormat(undefined) };

const PLAN = {
  words: 'At 00:00, every day',
  nextRuns: ['24', '25', '26'].map((day) => new Date(`2026-11-${day}T00:00:00Z`)),
  missed: undefined,
};

function statusOf(resource: KubeObject, more: Partial<StatusFacts> = {}) {
  const facts: StatusFacts = {
    configuration: readConfiguration(resource),
    nodes: NODES,
    secret: undefined,
    plan: PLAN,
    server: 'https://acp.example.com/kubernetes/prod/',
    context: 'prod',
    ...more,
  };
  return backupStatus(facts, NOON);
}

const HEALTHY = ['1', '2', '3'].map((n) => recordOf('23', `10.0.0.${n}`));
const problems = (resource: KubeObject, more: Partial<StatusFacts> = {}): string[] =>
  statusOf(resource, more).problems.map((one) => `${one.severity}: ${one.message}`);

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

test('a page of nothing at all', () => {
  const nothing = {
    configuration: readConfiguration({ metadata: { name: 'etcd-backup-default' } }),
    plan: undefined,
    nodes: undefined,
  };
  golden('status/empty.txt', renderStatus(statusOf({}, nothing), style));
});

const cases: readonly (readonly [what: string, found: string[], expected: RegExp[]])[] = [
  ['a fresh record on each node', problems(resourceOf(HEALTHY)), []],
  ['no records', problems(resourceOf([])), [/never been recorded|no backup has ever/]],
  ['paused', problems(resourceOf(HEALTHY, { paused: true })), [/paused/]],
  [
    'an old success',
    problems(resourceOf([recordOf('20', '10.0.0.1')]), {
      nodes: NODES.slice(0, 1),
      plan: { ...PLAN, missed: new Date('2026-11-22T00:00:00Z') },
    }),
    [/3d11h old: scheduled runs since then are missing/],
  ],
  [
    'a node without any backup',
    problems(resourceOf(HEALTHY.slice(1))),
    [/warning: no successful backup of master-1/],
  ],
  ['no Secret', problems(resourceOf(HEALTHY, S3_SPEC), { secret: { state: 'absent' } }), [/does not exist/]],
  [
    'a Secret that may not be read',
    problems(resourceOf(HEALTHY, S3_SPEC), { secret: { state: 'unknown', why: 'x' } }),
    [],
  ],
];

for (const [what, found, expected] of cases) {
  test(`${what}: ${expected.length === 0 ? 'nothing is wrong' : expected[0]?.source}`, () => {
    assert.equal(found.length, expected.length, found.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? '', pattern);
  });
}
