/** `npm test` runs every file of tests once: those of the pure rooms in one process, each other in its own. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const found = (pattern: string): string[] => globSync(pattern, { cwd: ROOT });

/** The rooms that pure-rooms.ts leaves out, as it says itself: to import it would run it. */
function roomsApart(): string[] {
  const list = /^const APART = \[(.*)\];$/m.exec(read('test/pkg/pure-rooms.ts'))?.[1];
  assert.ok(list !== undefined);
  return [...list.matchAll(/'([^']+)'/g)].map(([, room = '']) => room);
}

test('no file of tests is left out, and none runs twice', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const words = (scripts['test'] ?? '').split(' ').filter((word) => !word.startsWith('-'));
  const apart = roomsApart();
  const run = words
    .slice(words.indexOf('test/pkg/pure-rooms.ts') + 1)
    .flatMap((word) => found(word.replaceAll('"', '')));
  const together = found('test/pkg/**/*.test.ts').filter((path) => !apart.includes(path.split('/')[2] ?? ''));
  assert.ok(run.length > 30 && together.length > 30);
  const wanted = found('test/**/*.test.ts').filter((path) => !path.startsWith('test/e2e/'));
  assert.deepEqual([...run, ...together].sort(), wanted.sort());
});
