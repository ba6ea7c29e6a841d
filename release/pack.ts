/**
 * The program in two forms of the same bytes: its rooms as files, which binaries are compiled from, and one file in which
 * they sleep until they are entered.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type TransformOptions, transform } from 'esbuild';

/** File name to CommonJS source; `main.cjs` is where the program begins. */
export type Rooms = ReadonlyMap<string, string>;

const common: TransformOptions = { format: 'cjs', platform: 'node', legalComments: 'none' };
const here = (name: string): string => join(import.meta.dirname, name);

/** Splits the program at every `import()`, in memory; the metafile says what went in. `options` are esbuild's. Throws what esbuild throws. */
export function split(options: BuildOptions) {
  return build({
    ...options,
    ...{ format: 'esm', splitting: true, outdir: 'dist', outExtension: { '.js': '.cjs' } },
    define: { ...options.define, 'import.meta.url': 'bundleUrl' },
    inject: [here('bundle-url.ts')],
    write: false,
    metafile: true,
  });
}

/** The program's rooms. */
export async function splitRooms(options: BuildOptions): Promise<Rooms> {
  const { outputFiles } = await split(options);
  // esbuild splits only ES modules. `import()` of a neighbour becomes a promise of its `require`.
  const how = { ...common, ...looks(options), supported: { 'dynamic-import': false } };
  const rooms = outputFiles.map(async ({ path, text }) => {
    const { code } = await transform(text, how);
    return [basename(path), code] as const;
  });
  return new Map(await Promise.all(rooms));
}

/** The whole text of the one file: the face, then a line of JSON for each room, in a comment that no room can end. */
export async function pack(rooms: Rooms, options: BuildOptions): Promise<string> {
  const how = { ...common, ...looks(options), loader: 'ts' } as const;
  const face = await transform(readFileSync(here('wake.ts'), 'utf8'), how);
  const lines = [...rooms].map(([name, code]) => `./${name} ${plainJson(code)}\n`);
  return `#!/usr/bin/env node\n${face.code}function rooms(){/*\n${lines.join('')}*/}\n`;
}

/** ASCII, as one letter from elsewhere would make the whole text take twice the space and time to read. */
function plainJson(code: string): string {
  const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(code)
    .replaceAll('*/', '*\\/')
    .replace(/[^\0-\x7f]/g, escaped);
}

const looks = ({ target = 'esnext', minify = false }: BuildOptions) => ({ target, minify });
