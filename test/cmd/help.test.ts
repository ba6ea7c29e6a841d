import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '../../cmd/root.ts';
import { golden } from '../golden.ts';
import { run } from '../run.ts';

test('--help, help and no command at all show the commands', async () => {
  for (const line of [['--help'], ['-h'], ['help'], []]) {
    const { code, out, err } = await run(line);
    assert.equal(code, 0);
    assert.equal(err, '');
    golden('help/root.txt', out);
  }
});

for (const command of commands) {
  test(`${command.name} --help`, async () => {
    const { code, out } = await run([command.name, '--help']);
    assert.equal(code, 0);
    golden(`help/${command.name}.txt`, out);
    assert.deepEqual(await run(['help', command.name]), { code: 0, out, err: '' });
    assert.ok(
      out.split('\n').every((line) => line.length <= 100 || line.startsWith('  kubectl ')),
      'fits a terminal',
    );
  });

  test(`${command.name}: no option has the short name of another`, () => {
    const shorts = Object.values(command.options).flatMap((option) => option.alias ?? []);
    assert.deepEqual(shorts, [...new Set(shorts)]);
  });
}
