/** What the bundle is made of: the packages whose code is inside, with their versions and licences. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// @ts-expect-error: the build script is plain JavaScript
import { options } from '../build.mjs';
import { split } from './pack.ts';

export interface Ingredient {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly license: string;
  /** The licence's text, which its terms have travel with the code; undefined where the package carries none. */
  readonly notice: string | undefined;
}

/** Sorted by name. Builds the bundle in memory to see what goes in. */
export async function ingredients(): Promise<Ingredient[]> {
  const { metafile } = await split(options);
  const folders = new Set(Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? []));
  return [...folders].map(readIngredient).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder of the package that a file belongs to; undefined for the house's own. */
export function packageFolder(path: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path.replace(/^[a-z-]+:/, ''))?.[0];
}

function readIngredient(folder: string): Ingredient {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  if (license === undefined) throw new Error(`${folder} does not say its licence`);
  const [text] = globSync('{LICENSE,LICENCE,License}*', { cwd: folder });
  const notice = text === undefined ? undefined : readFileSync(join(folder, text), 'utf8').trim();
  return { name, version, license, notice };
}

/** The file that carries the licences of what is inside. */
export function noticesFile(all: readonly Ingredient[]): string {
  const parts = all.map(
    ({ name, version, license, notice }) => `${name} ${version} (${license})\n\n${notice ?? license}\n`,
  );
  return ['The plugin contains code of these packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The version of the house. */
export function ownVersion(): string {
  const root = join(import.meta.dirname, '..', 'package.json');
  if (!existsSync(root)) throw new Error('package.json is missing');
  return (JSON.parse(readFileSync(root, 'utf8')) as { readonly version: string }).version;
}
