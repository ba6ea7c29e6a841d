import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressMeter, progressLine } from '../../../pkg/output/progress.ts';

const MIB = 1024 * 1024;

test('a line says how far, how fast and how long still', () => {
  assert.equal(
    progressLine({ done: 120 * MIB, total: 380 * MIB, rate: 40 * MIB }),
    ' 31 %  120.0 MiB of 380.0 MiB  40.0 MiB/s  7 s left',
  );
  assert.equal(
    progressLine({ done: 0, total: 1000 * MIB, rate: MIB / 4 }),
    '  0 %  0 B of 1000.0 MiB  256.0 KiB/s  1 h 6 min left',
  );
  assert.equal(progressLine({ done: 5, total: 10, rate: 0 }), ' 50 %  5 B of 10 B');
});

test('a line comes as often as asked, with the rate of the last seconds', () => {
  const meter = new ProgressMeter(100 * MIB, 1000);
  assert.equal(meter.at(10 * MIB, 0), undefined);
  assert.equal(meter.at(20 * MIB, 500), undefined);
  assert.equal(meter.at(30 * MIB, 1000), ' 30 %  30.0 MiB of 100.0 MiB  20.0 MiB/s  4 s left');
  assert.equal(meter.at(31 * MIB, 1900), undefined);
  // After twenty slow seconds the fast start is forgotten.
  for (let second = 2; second < 22; second++) meter.at((30 + second) * MIB, second * 1000);
  assert.match(meter.at(52 * MIB, 22_000) ?? '', /1\.0 MiB\/s {2}48 s left$/);
});
