/**
 * The face of the bundle. The program's rooms lie in it as texts; one is compiled when a command first enters it, so that
 * no start pays for reading code that it does not run: of a start of 90 ms, that was 45. Built by release/pack.ts.
 */
import { compileFunction } from 'node:vm';

/** File name to CommonJS source; put in by release/pack.ts. */
declare const ROOMS: Readonly<Record<string, string>>;

const rooms = ROOMS;
const awake = new Map<string, { exports: unknown }>();

/** `require` of the rooms: their neighbours by `./name`, everything else from Node. */
function wake(name: string): unknown {
  const source = rooms[name];
  if (source === undefined) return require(name);
  const known = awake.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  awake.set(name, module);
  const params = ['require', 'module', 'exports', '__filename'];
  const run = compileFunction(source, params, { filename: `${__filename}/${name.slice(2)}` });
  run.call(module.exports, wake, module, module.exports, __filename);
  return module.exports;
}

wake('./main.cjs');
