/** Golden files: what a user sees, kept beside the tests and read in every change. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

const FOLDER = join(import.meta.dirname, 'golden');

/** Compares `text` with test/golden/<name>; `npm run golden` writes it anew. A file that is not there fails. */
export function golden(name: string, text: string): void {
  const path = join(FOLDER, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  assert.equal(
    text,
    readFileSync(path, 'utf8'),
    `differs from test/golden/${name}; npm run golden writes it anew`,
  );
}
