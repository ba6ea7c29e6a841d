/** darwin binaries, as macOS judges them before it runs them. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compile } from '../../../release/compile.ts';
import { runtimeOf } from '../../../release/runtime.ts';
import { TARGETS } from '../../../release/targets.ts';
import { endOfLinkedit, signatureFaults } from '../../release/code-signature.ts';

const folder = mkdtempSync(join(tmpdir(), 'darwin-'));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const target of TARGETS.filter(({ os }) => os === 'darwin')) {
  test(`${target.platform}: Apple's own signature of the runtime is judged good, so the judge is`, () => {
    assert.deepEqual(signatureFaults(readFileSync(runtimeOf(target))), []);
  });

  test(`${target.platform}: every page of the plugin hashes to what its signature says, at every build`, () => {
    const file = join(folder, target.platform);
    compile(target, file);
    const content = readFileSync(file);
    assert.deepEqual(signatureFaults(content), []);
    assert.equal(endOfLinkedit(content), content.length);
    compile(target, file);
    assert.ok(readFileSync(file).equals(content), 'compiled again, it is byte for byte the same');
  });
}
