/** The restore's scripts as texts. Read from the source tree here; build.mjs puts them into the bundle instead. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../restore/scripts/', import.meta.url);

/** By path below `pkg/restore/scripts/`, without `.sh`. */
export const scriptBodies: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => [name.replace(/\.sh$/, ''), readFileSync(new URL(name, FOLDER), 'utf8')]),
);
