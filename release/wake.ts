/**
 * The face of the bundle. The program's rooms lie behind it in the comment of a function, a line each; one is compiled when a
 * command first enters it. So no start pays for reading code that it does not run: it was half of every start. Built by release/pack.ts.
 */
import { compileFunction } from 'node:vm';

/** Its text, which the language promises to be the source's own, holds the rooms; release/pack.ts writes it. */
declare const rooms: () => void;

const asleep = new Map(
  rooms
    .toString()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
);
const awake = new Map<string, { exports: unknown }>();

/** `require` of the rooms: their neighbours by `./name`, everything else from Node. */
function wake(name: string): unknown {
  const known = awake.get(name);
  if (known !== undefined) return known.exports;
  const room = asleep.get(name);
  if (room === undefined) return require(name);
  const module = { exports: {} };
  awake.set(name, module);
  const run = compileFunction(JSON.parse(room), ['require', 'module', 'exports'], {
    filename: `${__filename}/${name.slice(2)}`,
  });
  run.call(module.exports, wake, module, module.exports);
  return module.exports;
}

wake('./main.cjs');
