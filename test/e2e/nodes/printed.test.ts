/** The scripts as a person gets them: what `npm run check` says of their parts must hold for the whole as well. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { scriptBodies } from '../../../pkg/files/script-bodies.ts';
import { SCRIPTS, scriptText } from '../../../pkg/restore/scripts.ts';
import { valuesOf } from './scripts.ts';

test('every script as printed is clean to shellcheck', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  const seats = [1, 2, 3].map((index) => ({ name: `etcd-${index}`, address: `10.77.0.${10 + index}` }));
  const values = valuesOf(seats, { name: 'etcd-1', address: '10.77.0.11' });
  try {
    for (const script of SCRIPTS)
      writeFileSync(join(folder, script.file), scriptText(script, values, scriptBodies));
    const files = SCRIPTS.map(({ file }) => file);
    const checked = spawnSync('shellcheck', files, { cwd: folder, encoding: 'utf8' });
    if (checked.error !== undefined && process.env['CI'] === undefined)
      return t.skip('shellcheck is not installed');
    assert.equal(checked.status, 0, checked.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
