/** Real kubectl beside the plugin. */
import assert from 'node:assert/strict';
import { kubectl } from '../../../servers/programs.ts';
import { runProgram } from '../../built.ts';
import type { SetWorld } from '../world.ts';

/** Real kubectl, by the shell, as the documentation has it. */
export async function shell(world: SetWorld, line: string): Promise<void> {
  const found = kubectl();
  const path = 'path' in found ? found.path : '';
  const words = ['-o', 'pipefail', '-c', `kubectl() { ${path} "$@"; }; ${line}`];
  const ran = await runProgram('bash', words, { env: world.env, limitMs: 60_000 });
  assert.equal(ran.code, 0, ran.err);
}
