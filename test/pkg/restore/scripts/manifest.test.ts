/** What the scripts read off a node, through real bash. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalIp } from '../../../../pkg/backup/file-name.ts';
import { scriptBodies } from '../../../../pkg/files/script-bodies.ts';

const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 0xffff }));

test('an IPv6 address of any form of zeros is found as the kernel writes it', () => {
  const addresses = fc.sample(fc.array(group, { minLength: 8, maxLength: 8 }), { numRuns: 1000, seed: 7 });
  const texts = addresses.map((groups) => canonicalIp(groups.map((one) => one.toString(16)).join(':')));
  const script = `${scriptBodies['lib/manifest']}\nwhile read -r ip; do expanded "$ip"; done`;
  const input = `${texts.join('\n')}\n`;
  const { stdout } = spawnSync('bash', ['-c', script], { input, encoding: 'utf8' });
  assert.deepEqual(
    stdout.trimEnd().split('\n'),
    addresses.map((groups) => groups.map((one) => one.toString(16).padStart(4, '0')).join('')),
  );
});
