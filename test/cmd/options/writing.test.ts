import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineCommand } from '../../../cmd/define.ts';
import { writingOptions } from '../../../cmd/options/writing.ts';
import { parseArgs } from '../../../cmd/parse.ts';

const command = defineCommand({
  name: 'write',
  summary: 'write',
  options: writingOptions,
  examples: [],
  run: async () => undefined,
});

test('nothing is a dry run, and everything is asked, unless said', () => {
  const { positionals: _none, ...args } = parseArgs(command, []);
  assert.deepEqual(args, { 'dry-run': 'none', yes: false });
  assert.equal(parseArgs(command, ['-y'])['yes'], true);
});

for (const given of ['none', 'client', 'server'])
  test(`--dry-run=${given} is taken`, () =>
    assert.equal(parseArgs(command, [`--dry-run=${given}`])['dry-run'], given));

test('a dry run of another kind, or of none, is refused: it must never turn into a real one', () => {
  assert.throws(() => parseArgs(command, ['--dry-run=true']), /--dry-run cannot be "true"/);
  assert.throws(() => parseArgs(command, ['--dry-run']), /flag needs an argument: --dry-run/);
  assert.throws(() => parseArgs(command, ['--dry-run', '--yes']), /--dry-run/);
});
