/** What `status` tells is what the checks find: never less bad, and nothing twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CheckFacts } from '../../../pkg/checks/facts.ts';
import { CHECKS_OF_STATUS, problemsOf } from '../../../pkg/checks/problems.ts';
import { resultsOf } from '../../../pkg/checks/report.ts';
import { worst } from '../../../pkg/checks/result.ts';
import { NODES, recordOf } from '../backup/examples.ts';
import { configured, factsOf, TEN_NIGHTS } from './examples.ts';

const fixLine = (): string => 'fix';
const told = (facts: CheckFacts): string[] =>
  problemsOf(facts, fixLine).map(({ name, result }) => `${result} ${name}`);

test('it goes by every check of the resource, the nodes and the Secret', () => {
  const names = CHECKS_OF_STATUS.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 5), ['resource', 'not-paused', 'schedule', 'no-failures', 'last-success']);
  assert.equal(names.length, 13);
});

test('nodes that may not be read are told once, as unknown', () => {
  const nodes = { unknown: 'not allowed to list nodes' };
  const noS3 = configured(TEN_NIGHTS, { remoteStorage: undefined });
  assert.deepEqual(told(factsOf(noS3, { nodes })), ['unknown every-node']);
});

test('a Secret that may not be read is unknown', () => {
  const secret = { known: { state: 'unknown', why: 'not allowed to get secrets' } } as const;
  assert.deepEqual(told(factsOf(undefined, { secret })), ['unknown secret']);
});

test('trimmed history, where a manual backup pushed out the records of the last run: unknown', () => {
  const at = { backupTimestamp: '2026-11-23T11:58:00Z' };
  const kept = ['1', '2'].map((n) => recordOf('23', `10.0.0.${n}`, 'Success', at));
  assert.deepEqual(told(factsOf(configured(kept))), ['unknown every-node', 'unknown scheduled-runs']);
});

test('whatever the facts, the worst that is told is the worst that a check finds', () => {
  const records = fc.array(
    fc.record({
      day: fc.integer({ min: 10, max: 24 }),
      n: fc.integer({ min: 1, max: 4 }),
      result: fc.constantFrom('Success', 'Success', 'Failed', 'Running'),
    }),
    { maxLength: 12 },
  );
  const spec = fc.record(
    {
      paused: fc.boolean(),
      schedule: fc.constantFrom('0 0 * * *', '0 0 31 2 *', 'nonsense', undefined),
      localStorage: fc.constantFrom({ path: '/', ttl: '1' }, {}, { path: '/b', ttl: '7776000' }),
      remoteStorage: fc.constantFrom(undefined, { s3: { bucket: 'backups' } }),
    },
    { requiredKeys: [] },
  );
  const nodes = fc.constantFrom<CheckFacts['nodes']>({ known: NODES }, { known: [] }, { unknown: 'no' });
  const secret = fc.constantFrom<CheckFacts['secret']>(
    undefined,
    { known: { state: 'absent' } },
    { known: { state: 'complete' } },
    { known: { state: 'unknown', why: 'no' } },
  );
  fc.assert(
    fc.property(records, spec, nodes, secret, (list, over, known, state) => {
      const kept = list.map(({ day, n, result }) => recordOf(String(day), `10.0.0.${n}`, result));
      const facts = factsOf(configured(kept, over), { nodes: known, secret: state });
      const results = resultsOf(CHECKS_OF_STATUS, facts, { asked: new Set(), fixLine });
      const problems = problemsOf(facts, fixLine);
      assert.equal(problems[0]?.result ?? 'ok', worst(results.map(({ result }) => result)));
      for (const one of problems)
        assert.deepEqual(
          one,
          results.find(({ name }) => name === one.name),
        );
    }),
    { numRuns: 200 },
  );
});
