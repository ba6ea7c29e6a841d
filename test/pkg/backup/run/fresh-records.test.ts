import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BackupRecord, readRecord } from '../../../../pkg/backup/records.ts';
import { FreshRecords } from '../../../../pkg/backup/run/fresh-records.ts';
import { record, runAt } from './records.ts';

/** The results that are new, after each of the later states. */
function fresh(before: readonly BackupRecord[], ...states: (readonly BackupRecord[])[]) {
  const records = new FreshRecords(before);
  for (const state of states) records.update(state);
  const shown = (all: readonly BackupRecord[]): string[] =>
    all.map((one) => `${one.ip?.slice(-1)} ${one.result}`);
  return { ours: shown(records.ours), others: shown(records.others) };
}

test('new is what was not there before', () => {
  const before = runAt('00');
  assert.deepEqual(fresh(before, before), { ours: [], others: [] });
  assert.deepEqual(fresh(before, [...before, record(1, '12:00:00')]).ours, ['1 Success']);
});

test('clocks have no say: a record of yesterday or of tomorrow is new when it was not there', () => {
  const before = runAt('12');
  for (const at of ['2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z'])
    assert.deepEqual(fresh(before, [...before, record(1, at)]).ours, ['1 Success']);
});

test('a record that finishes is one record', () => {
  const states = [[record(1, '12:00:00', 'Running')], [record(1, '12:00:00', 'Success')]];
  assert.deepEqual(fresh([], ...states).ours, ['1 Success']);
});

test('a record that finishes under another time, or gets its name late, is one record', () => {
  const named = { fileName: 'snapshot-etcd-1-2-10.0.0.1.tar' };
  const running = readRecord({ ...named, backupTimestamp: '2026-11-22T12:00:00Z', result: 'Running' });
  const done = readRecord({ ...named, backupTimestamp: '2026-11-22T12:00:09Z', result: 'Success' });
  assert.deepEqual(fresh([], [running], [done]).ours, ['1 Success']);
  const nameless = readRecord({ backupTimestamp: '2026-11-22T12:00:09Z', result: 'Pending' });
  assert.deepEqual(fresh([], [nameless], [done]).ours, ['1 Success']);
});

test('a backup that ran before the request is told apart by its file, or by its time', () => {
  const running = record(1, '12:00:00', 'Running');
  assert.deepEqual(fresh([running], [record(1, '12:00:00', 'Failed')]), { ours: [], others: [] });
  const later = { ...record(1, '12:00:00', 'Failed'), timestamp: '2026-11-22T12:07:00Z' };
  assert.deepEqual(fresh([running], [later, record(1, '12:09:00')]), {
    ours: ['1 Success'],
    others: ['1 Failed'],
  });
  const nameless = readRecord({ backupTimestamp: '2026-11-22T12:00:00Z', result: 'Running' });
  assert.deepEqual(fresh([nameless], [record(2, '12:00:00')]), { ours: [], others: ['2 Success'] });
});

test('two of the same name and second are two, and the one that says something new is the new one', () => {
  const one = record(1, '12:00:00');
  assert.deepEqual(fresh([one], [one, one]).ours, ['1 Success']);
  assert.deepEqual(fresh([one], [record(1, '12:00:00', 'Failed'), one]).ours, ['1 Failed']);
  assert.deepEqual(fresh([one], [one, record(1, '12:00:00', 'Failed')]).ours, ['1 Failed']);
});

test('records without name and time count by what they say', () => {
  const odd = readRecord({ result: 'Failed', message: 'x' });
  assert.deepEqual(fresh([odd], [odd]).ours, []);
  assert.deepEqual(fresh([odd], [odd, odd]).ours, ['undefined Failed']);
});

test('whatever is re-ordered and trimmed on the way, every new record that was seen is found once, and no old one', () => {
  const some = (from: number): fc.Arbitrary<BackupRecord[]> =>
    fc
      .uniqueArray(fc.integer({ min: from, max: from + 29 }), { maxLength: 20 })
      .map((times) =>
        times.map((minute) => record((minute % 3) + 1, `12:${String(minute).padStart(2, '0')}:00`)),
      );
  const step = fc.record({ add: fc.nat(5), keep: fc.nat(30), seed: fc.integer() });
  fc.assert(
    fc.property(
      some(0),
      some(30),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      (before, coming, steps) => {
        const records = new FreshRecords(before);
        const seen = new Set<string | undefined>();
        let state = before;
        const left = [...coming];
        for (const { add, keep, seed } of steps) {
          state = shuffled([...state, ...left.splice(0, add)], seed).slice(0, keep);
          for (const one of state) if (coming.includes(one)) seen.add(one.fileName);
          records.update(state);
        }
        assert.deepEqual(records.ours.map((one) => one.fileName).sort(), [...seen].sort());
      },
    ),
  );
});

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const weight = (index: number): number => Math.imul(index + 1, seed | 1) >>> 0;
  return list
    .map((one, index) => ({ one, at: weight(index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
