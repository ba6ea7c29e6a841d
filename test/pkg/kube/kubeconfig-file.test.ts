/** Kubeconfig files: what is read as Go reads it, what hostile ones do, and what a thousand contexts cost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseKubeconfig } from '../../../pkg/kube/kubeconfig-file.ts';

const read = (text: string) => parseKubeconfig(text, '/home/me/.kube/config');

for (const [name, text] of [
  ['an empty file', ''],
  ['a file of comments', '# nothing\n'],
  ['an empty document', '---\n'],
] as const) {
  test(`${name} counts as an empty kubeconfig`, () => assert.equal(read(text).contexts.size, 0));
}

test('of several documents the first counts', () => {
  assert.equal(read('current-context: a\n---\ncurrent-context: b\n').currentContext, 'a');
});

test('paths are relative to the file, bare plugins are not', () => {
  const { users } = read(
    'users: [{name: a, user: {tokenFile: t, exec: {command: ./login}}}, {name: b, user: {exec: {command: login}}}]',
  );
  assert.equal(users.get('a')?.['tokenFile'], '/home/me/.kube/t');
  assert.deepEqual(users.get('a')?.['exec'], { command: '/home/me/.kube/login' });
  assert.deepEqual(users.get('b')?.['exec'], { command: 'login' });
});

/** A list of ten that doubles as each entry of the next list of ten. */
function bomb(levels: number): string {
  const lines = Array.from(
    { length: levels },
    (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`)}]`,
  );
  return ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...lines].join('\n');
}

test('an alias bomb is refused without being unfolded', () => {
  assert.throws(() => read(bomb(9)), /unfold into far too much/);
  assert.throws(() => read(bomb(60)), /unfold into far too much/);
});

test('an anchor that holds itself is refused', () => {
  assert.throws(() => read('a: &a {b: *a}'), /cannot be used/);
});

test('aliases that save a thousand repetitions are no bomb', () => {
  const clusters = Array.from(
    { length: 1000 },
    (_, at) => `- {name: c${at}, cluster: {<<: *c, server: "https://c${at}"}}`,
  );
  const text = `common: &c {certificate-authority: ca.pem, proxy-url: "http://p:1"}\nclusters:\n${clusters.join('\n')}\n`;
  assert.equal(read(text).clusters.get('c999')?.['server'], 'https://c999');
});

test('nesting without end is refused, whatever the stack', () => {
  for (const depth of [600, 100_000])
    assert.throws(
      () => read(`a: ${'['.repeat(depth)}${']'.repeat(depth)}`),
      /cannot be used: it is not valid YAML/,
    );
});

test('no secret of a broken file reaches its error', () => {
  for (const text of [
    'users: [{name: a, user: {token: s3cret, x: [}}]',
    'users: [{name: a, user: {token: {s3cret: 1}}}]',
  ])
    assert.throws(
      () => read(text),
      (error: Error) => !error.message.includes('s3cret'),
    );
});
