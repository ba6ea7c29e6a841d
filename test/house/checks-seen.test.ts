/** No check lacks an end-to-end case in which it is ok, one in which it fails and one in which it is unknown. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CHECKS } from '../../pkg/checks/all.ts';
import { type File, ROWS, type Row } from '../e2e/check/seen.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const filesOf = (row: Row): File[] => [row.ok, row.unknown, 'failing' in row ? row.failing : row.warning];

test('every check has a row of end-to-end cases, and there is no other row', () => {
  assert.deepEqual(
    Object.keys(ROWS),
    CHECKS.map(({ name }) => name),
  );
});

test('a check whose row says that it never fails has no way to fail', () => {
  const excused = Object.entries(ROWS).filter(([, row]) => 'neverFails' in row);
  for (const [name] of excused) assert.doesNotMatch(read(`pkg/checks/${name}.ts`), /\bfailing\(/, name);
});

test('every file of the table looks at its end for what it has not seen', () => {
  for (const file of new Set(Object.values(ROWS).flatMap(filesOf)))
    assert.match(read(`test/e2e/check/${file}.test.ts`), new RegExp(`^ {2}seesItsOwn\\('${file}', `, 'm'));
});
