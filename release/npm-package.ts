/** The tarball that npm publishes: the bundle, its helper, the licences. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { type Ingredient, noticesFile } from './ingredients.ts';

/** Packs dist into `folder` and answers the tarball's name. Throws where npm refuses. */
export function packPackage(parts: readonly Ingredient[], folder: string): string {
  writeFileSync('dist/THIRD-PARTY-NOTICES', noticesFile(parts));
  const words = ['pack', '--json', '--ignore-scripts', `--pack-destination=${resolve(folder)}`];
  const ran = spawnSync('npm', words, { cwd: 'dist', encoding: 'utf8', shell: process.platform === 'win32' });
  if (ran.status !== 0) throw new Error(`npm could not pack: ${ran.error ?? ran.stderr}`);
  const packed: unknown = JSON.parse(ran.stdout);
  // npm 10 and 11 answer a list, later ones an object by name.
  const [first] = Object.values(packed as object) as { readonly filename: string }[];
  if (first === undefined) throw new Error('npm packed nothing');
  return first.filename;
}
