/** What a report tells beside the checks: ages and the next run, as monitoring reads them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS } from '../../../pkg/checks/all.ts';
import { reportOf } from '../../../pkg/checks/report.ts';
import { renderNagios } from '../../../pkg/output/nagios.ts';
import { renderPrometheus } from '../../../pkg/output/prometheus.ts';
import { NOON } from '../../run.ts';
import { recordOf } from '../backup/examples.ts';
import { configured, factsOf, SILENT, TEN_NIGHTS } from './examples.ts';
import { HOUR, recordsOf } from './freshness/worlds.ts';

const report = (facts = factsOf()) =>
  reportOf(CHECKS, facts, { context: 'c', server: 's', asked: new Set(), fixLine: () => undefined });

/** Records each `hours`, up to the last one before noon. */
const every = (hours: number, last: string) =>
  recordsOf(
    Array.from({ length: 30 }, (_, index) => Date.parse(last) - (29 - index) * hours * HOUR),
    0,
  );

const clocks: readonly (readonly [cron: string, hours: number, last: string, next: string])[] = [
  // Where a day has several runs, several clocks fit the records as well: all of them see these runs.
  ['0 */6 * * *', 6, '2026-11-23T10:00:00Z', '2026-11-23T16:00:00Z'],
  ['0 */2 * * *', 2, '2026-11-23T11:00:00Z', '2026-11-23T13:00:00Z'],
  ['30 0 * * *', 24, '2026-11-22T16:30:00Z', '2026-11-23T16:30:00Z'],
];

for (const [cron, hours, last, next] of clocks) {
  test(`"${cron}" that ran at ${last} runs next at ${next}, whatever its zone`, () => {
    const found = report(factsOf(configured(every(hours, last), { schedule: cron })));
    assert.equal(found.scheduleTimeZone?.by, 'records');
    assert.equal(found.nextRun, next);
  });
}

test('a record of the year 2099 does not make a node look fresh for ever', () => {
  const future = { ...recordOf('23', '10.0.0.1'), backupTimestamp: '2099-01-01T00:00:00Z' };
  const found = report(factsOf(configured([...TEN_NIGHTS.slice(0, -3), future])));
  assert.deepEqual(found.nodes[0], {
    node: 'master-1',
    ip: '10.0.0.1',
    lastSuccess: '2026-11-22T00:00:03Z',
    ageSeconds: (NOON.getTime() - Date.parse('2026-11-22T00:00:03Z')) / 1000,
  });
  const text = renderPrometheus([found]);
  assert.match(
    text,
    /^etcdbackup_last_success_timestamp_seconds\{cluster="c",node="master-1"\} 1795305603$/m,
  );
  assert.doesNotMatch(text, /\} -/);
});

test('Nagios gets the reason of a cluster that is gone once, with the checks that it keeps from looking', () => {
  const line = renderNagios([report(SILENT)], 3);
  assert.match(line, /^ETCDBACKUP UNKNOWN - resource, not-paused, [a-z0-9, -]+: no answer within 20 s\n$/);
});
