import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { clusterDatabase, withSha256 } from '../fakes/snapshots.ts';
import { SAMPLE } from '../pkg/snapshot/reading.ts';
import { run } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'inspect-cmd-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'sample.tar'), SAMPLE);
writeFileSync(join(folder, 'cluster.db'), withSha256(clusterDatabase()));
writeFileSync(join(folder, 'damaged.db'), SAMPLE.slice().fill(0, 9000, 9010));
writeFileSync(join(folder, 'text'), 'hello');

const inspect = (...words: string[]) => run(['inspect', ...words], { cwd: folder });

test('a whole snapshot: exit code 0, data on stdout, nothing on stderr', async () => {
  const { code, out, err } = await inspect('sample.tar');
  assert.equal(code, 0);
  assert.match(out, /^WHOLE +sample\.tar\n/);
  assert.equal(err, '');
});

test('damage: exit code 1, and where it is', async () => {
  const { code, out } = await inspect('damaged.db');
  assert.equal(code, 1);
  assert.match(out, /^DAMAGED +damaged\.db\n +page 2 /);
});

test('JSON and YAML have the same facts', async () => {
  const json = JSON.parse((await inspect('cluster.db', '-o', 'json')).out);
  assert.equal(json.file, 'cluster.db');
  assert.equal(json.ok, true);
  assert.equal(json.kubernetes.objects, 16);
  const { load } = await import('js-yaml');
  assert.deepEqual(load((await inspect('cluster.db', '-o', 'yaml')).out), json);
});

const wrong: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ['no file named', [], 2, /FILE/],
  ['two files', ['a', 'b'], 2, /"b"|b/],
  ['a file that is not there', ['nowhere.db'], 2, /no such file or folder: .*nowhere\.db/],
  ['a folder', ['.'], 2, /is a folder, not a file/],
  ['no snapshot', ['text'], 1, /is no etcd snapshot/],
];

for (const [name, words, expected, message] of wrong) {
  test(`${name}: exit code ${expected}, in words`, async () => {
    const { code, out, err } = await inspect(...words);
    assert.equal(code, expected);
    assert.equal(out, '');
    assert.match(err, message);
  });
}

test('--same-cluster with a cluster that does not answer: the facts are shown, and exit code 3 for "cannot tell"', async () => {
  const { code, out } = await inspect(
    'cluster.db',
    '--same-cluster',
    '-s',
    'https://127.0.0.1:1',
    '--token',
    't',
  );
  assert.equal(code, 3);
  assert.match(out, /^WHOLE/);
  assert.match(out, /^CANNOT TELL .*\n +the cluster cannot be asked: .*127\.0\.0\.1/m);
});

test('--same-cluster of damage is exit code 1, whatever the cluster says', async () => {
  const { code } = await inspect('damaged.db', '--same-cluster', '-s', 'https://127.0.0.1:1', '--token', 't');
  assert.equal(code, 1);
});

test('--same-cluster with a context that does not exist ends before anything is read', async () => {
  const { code, out, err } = await inspect('cluster.db', '--same-cluster', '--context', 'nowhere');
  assert.equal(code, 2);
  assert.equal(out, '');
  assert.match(err, /nowhere|kubeconfig/);
});
