/**
 * The tests of the pure rooms in one process, as `npm test` runs them: without clock, environment and I/O they cannot disturb each
 * other, and a process of its own for each file costs more than its tests. `node --test FILE` still runs one alone.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';

/** Rooms that touch the world: each of their files keeps a process of its own. */
const APART = ['files', 'flows', 'kube', 'snapshot', 'wire'];

const here = import.meta.dirname;
for (const file of globSync('**/*.test.ts', { cwd: here }).sort())
  if (!APART.includes(file.split('/')[0] ?? '')) await import(join(here, file));
