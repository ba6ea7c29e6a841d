import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breachesOf, circlesOf, sourceFiles } from './rooms.ts';

test('every import follows the direction of the house', () => {
  const files = sourceFiles();
  assert.ok(files.length > 5, 'the walk found the sources');
  assert.deepEqual(
    files.flatMap(({ file, source }) => breachesOf(file, source)),
    [],
  );
});

test('no room leads back to itself, not even by a type', () => {
  assert.deepEqual(circlesOf(sourceFiles()), []);
  const circle = [
    { file: 'pkg/backup/x.ts', source: "import type { Check } from '../checks/check.ts';" },
    { file: 'pkg/checks/check.ts', source: "import { age } from '../words/age.ts';" },
    { file: 'pkg/words/age.ts', source: "import { x } from '../backup/x.ts';" },
  ];
  assert.ok(circlesOf(circle).includes('backup → checks → words → backup'));
});

const forbiddenCases: readonly (readonly [string, string])[] = [
  ['pkg/backup/x.ts', "import { readFileSync } from 'node:fs';"],
  ['pkg/backup/x.ts', "import yargs from 'yargs';"],
  ['pkg/restore/x.ts', "import { connect } from '../kube/connect.ts';"],
  ['pkg/restore/x.ts', 'const now = new Date();'],
  ['pkg/output/x.ts', 'const home = process.env.HOME;'],
  ['pkg/flows/x.ts', "import { store } from '../s3/store.ts';"],
  ['pkg/kube/x.ts', "import { store } from '../s3/store.ts';"],
  ['pkg/wire/x.ts', "import { cluster } from '../kube/cluster.ts';"],
  ['pkg/kube/x.ts', "import { list } from '../../cmd/list.ts';"],
  ['pkg/words/x.ts', "const heavy = await import('node:child_process');"],
  ['cmd/list.ts', "import process from 'node:process';"],
  ['cmd/list.ts', "import { fake } from '../test/fakes/cluster.ts';"],
];

for (const [file, source] of forbiddenCases) {
  test(`refused in ${file}: ${source}`, () => {
    assert.equal(breachesOf(file, source).length, 1);
  });
}

const allowedCases: readonly (readonly [string, string])[] = [
  ['pkg/backup/x.ts', "import { UserError } from '../errors.ts';"],
  ['pkg/backup/x.ts', "import type { Readable } from 'node:stream';"],
  ['pkg/flows/x.ts', "import type { Cluster } from '../ports/cluster.ts';"],
  ['pkg/kube/x.ts', "import { send } from '../wire/http.ts';"],
  ['cmd/list.ts', "const { connect } = await import('../pkg/kube/connect.ts');"],
  ['cmd/main.ts', "import process from 'node:process';"],
];

for (const [file, source] of allowedCases) {
  test(`allowed in ${file}: ${source}`, () => {
    assert.deepEqual(breachesOf(file, source), []);
  });
}
