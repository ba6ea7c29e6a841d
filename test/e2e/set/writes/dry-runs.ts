/** A dry run changes nothing, whatever the command: the real server is asked, and looked at afterwards. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SetWorld } from '../world.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['set-schedule', '7 3 * * *'],
  ['pause'],
  ['set-local', '--retention', '400d'],
  ['set-s3', '--dir', 'elsewhere'],
  ['unset-s3'],
  ['unset-s3', '--delete-secret'],
];

/** Registers the tests; `at` is the world when they run. */
export function dryRunTests(at: () => SetWorld): void {
  let world: SetWorld;
  before(() => {
    world = at();
  });

  test('no command changes anything in a dry run of either kind, and each does without one', async () => {
    for (const words of COMMANDS) {
      await world.reset();
      assert.equal((await world.run(world.first('--yes'))).code, 0);
      const state = await world.state();
      for (const kind of ['client', 'server']) {
        const ran = await world.run([...words, `--dry-run=${kind}`]);
        assert.equal(ran.code, 0, ran.err);
        assert.match(ran.out, /dry run\)/);
        assert.equal(await world.state(), state, `${words.join(' ')} --dry-run=${kind}`);
      }
      const ran = await world.run([...words, '--yes']);
      assert.equal(ran.code, 0, ran.err);
      assert.notEqual(await world.state(), state, words.join(' '));
    }
  });
}
