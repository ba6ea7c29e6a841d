import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pasteBlocks } from '../../../../pkg/restore/pages/paste.ts';
import { renderText } from '../../../../pkg/restore/pages/text.ts';
import { en } from '../../../../pkg/restore/words/en/plan.ts';

const home = mkdtempSync(join(tmpdir(), 'paste-'));
after(() => rmSync(home, { recursive: true }));

const scriptOf = (file: string, text: string) => ({
  file,
  text,
  sha256: createHash('sha256').update(text).digest('hex'),
});
const scripts = [
  scriptOf('1-stop.sh', "#!/bin/bash\necho '$HOME' `id` \\n \"\n\n\ttab\n# 中文\n"),
  scriptOf('2-odd.sh', 'END_OF_SCRIPT\nEND\nEND_OF_SCRIPT_1\necho\n'),
];

test('pasted as printed, every script is there byte for byte, and proves it', () => {
  const folder = join(home, "it's here");
  const blocks = pasteBlocks('etcd-1', folder, scripts, en);
  const page = renderText({ language: 'en', footer: '', blocks }, { columns: 60, color: false });
  const block = page.slice(page.indexOf('mkdir '), page.lastIndexOf('END\n') + 4);
  const ran = spawnSync('bash', [], { input: block, encoding: 'utf8', cwd: home });
  assert.deepEqual([ran.status, ran.stdout, ran.stderr], [0, '1-stop.sh: OK\n2-odd.sh: OK\n', '']);
  for (const { file, text } of scripts) assert.equal(readFileSync(join(folder, file), 'utf8'), text);
});
