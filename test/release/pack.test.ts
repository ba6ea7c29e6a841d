import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { pack } from '../../release/pack.ts';

/** Runs a packed program as Node does, and answers what its first room left in `seen`. */
async function played(rooms: Readonly<Record<string, string>>): Promise<unknown> {
  const text = await pack(new Map(Object.entries(rooms)), {});
  const seen: { value?: unknown } = {};
  const wrapped = `(function (require, __filename, seen) { globalThis.seen = seen; ${text.replace(/^#!.*/, '')}\n})`;
  runInThisContext(wrapped)((name: string) => process.getBuiltinModule(name), '/bundle', seen);
  return seen.value;
}

test('a room is entered once, and finds its neighbours and what Node has', async () => {
  const value = await played({
    'main.cjs':
      'const a = require("./a.cjs"); seen.value = [a, require("./a.cjs") === a, require("node:path").sep];',
    'a.cjs': 'module.exports = { name: "a" };',
  });
  assert.deepEqual(value, [{ name: 'a' }, true, '/']);
});

test('a room that nobody enters is not even read', async () => {
  assert.equal(await played({ 'main.cjs': 'seen.value = 1;', 'b.cjs': 'this is (no JavaScript' }), 1);
});

test('whatever a room holds, it comes out as it went in, and the file stays ASCII', async () => {
  const letters = '*/ /* \\ \\n \u2028 ，。\ud83d\ude00 ` \u0000 "';
  const rooms = { 'main.cjs': `seen.value = ${JSON.stringify(letters)}; /* */ /，/u;` };
  assert.equal(await played(rooms), letters);
  assert.match(await pack(new Map(Object.entries(rooms)), {}), /^[\0-\x7f]*$/);
});
