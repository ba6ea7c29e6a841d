/** What the other suites here lean on: a world leaves nothing behind, however its owner ends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { test } from 'node:test';
import { eventually } from './execute.ts';
import { missingPrograms } from './programs.ts';

const OWNER = `
import { Node, layDisk } from '${new URL('node.ts', import.meta.url).href}';
import { openWorld } from '${new URL('world.ts', import.meta.url).href}';
import { mustExecute } from '${new URL('execute.ts', import.meta.url).href}';
import { mkdirSync } from 'node:fs';
const world = await openWorld();
mkdirSync(world.path('ssh'));
await mustExecute(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', world.path('ssh/key')]);
mkdirSync(world.path('tools'));
const node = new Node(world, { name: 'lonely', address: '10.77.0.11' });
layDisk(node, [node], world.path('ssh'));
await node.boot();
console.log(world.dir, await node.must('echo $HOSTNAME; ip -brief address show eth0; echo left >/var/left; sleep 1000 >/dev/null 2>&1 &'));
setInterval(() => {}, 1000);
`;

test('a world whose owner is killed takes its processes, mounts and folder with it', {
  skip: missingPrograms(),
}, async () => {
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', OWNER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(owner.stdout, 'data', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
  const [dir = '', name] = said.toString().split(/\s+/);
  assert.equal(name, 'lonely');
  assert.match(said.toString(), /10\.77\.0\.11\/24/);
  assert.ok(existsSync(dir));
  assert.ok(!readFileSync('/proc/mounts', 'utf8').includes(dir), 'no mount of the world is seen outside');
  owner.kill('SIGKILL');
  await eventually(10, async () => assert.ok(!existsSync(dir)));
});
