import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { changesOf } from '../../../pkg/settings/change.ts';
import {
  finishS3,
  noS3Settings,
  readDir,
  type S3Options,
  s3Settings,
  undoS3,
  wholeTarget,
} from '../../../pkg/settings/s3.ts';
import { resourceOf } from '../backup/examples.ts';

const NONE: S3Options = {
  endpoint: undefined,
  region: undefined,
  bucket: undefined,
  dir: undefined,
  skipTLSVerify: undefined,
};
const S3 = {
  endpoint: 'https://s3.example.com',
  region: 'us-east-1',
  bucket: 'backups',
  dir: '/cluster-a/',
  secretRef: 'keys',
  more: { deep: [1] },
};
const withS3 = readConfiguration(resourceOf([], { remoteStorage: { s3: S3 } }));
const without = readConfiguration(resourceOf([]));

const changesFor = (configuration: typeof withS3, options: S3Options, secret = 'keys') =>
  changesOf(configuration.object, s3Settings(wholeTarget(configuration.s3, options), options, secret)).map(
    ({ path, after }) => [path.at(-1), after],
  );

test('the first time the whole target is written', () => {
  const options = { ...NONE, endpoint: 'http://s3:9000', bucket: 'b', dir: '/x/', skipTLSVerify: false };
  assert.deepEqual(changesFor(without, options), [
    ['endpoint', 'http://s3:9000'],
    ['bucket', 'b'],
    ['dir', 'x'],
    ['secretRef', 'keys'],
  ]);
});

test('a second time, one flag changes one field', () => {
  assert.deepEqual(changesFor(withS3, { ...NONE, bucket: 'other' }), [['bucket', 'other']]);
  assert.deepEqual(changesFor(withS3, { ...NONE, skipTLSVerify: true }), [['skipTLSVerify', true]]);
  assert.deepEqual(changesFor(withS3, { ...NONE, dir: '/' }), [['dir', undefined]]);
  assert.deepEqual(changesFor(withS3, NONE), []);
});

test('what is missing is named', () => {
  assert.throws(() => wholeTarget(undefined, NONE), /--endpoint and --bucket are missing/);
  assert.throws(() => wholeTarget(undefined, { ...NONE, endpoint: 'x' }), /--bucket is missing/);
});

const dirs: readonly (readonly [string, string | undefined])[] = [
  ['cluster-a', 'cluster-a'],
  ['/backups/cluster-a/', 'backups/cluster-a'],
  ['/', undefined],
  ['', undefined],
  ['集群', '集群'],
];
for (const [text, dir] of dirs)
  test(`the folder "${text}" is ${dir ?? "the bucket's root"}`, () => assert.equal(readDir(text), dir));

for (const text of ['a/../b', './a', 'a//b', 'a\nb', 'x'.repeat(513)])
  test(`the folder ${JSON.stringify(text.slice(0, 20))} is refused`, () =>
    assert.throws(() => readDir(text), { exitCode: 2 }));

test('a folder that was read is read again as the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z0-9 ._+%-]{1,9}$/), { minLength: 1, maxLength: 4 }),
      (names) => {
        fc.pre(!names.includes('.') && !names.includes('..'));
        assert.equal(readDir(`/${names.join('/')}/`), names.join('/'));
      },
    ),
  );
});

test('to unset S3 leaves what else is in remoteStorage', () => {
  assert.deepEqual(noS3Settings(withS3), [{ path: ['spec', 'remoteStorage'], value: undefined }]);
  const more = readConfiguration(resourceOf([], { remoteStorage: { s3: S3, nfs: {} } }));
  assert.deepEqual(noS3Settings(more), [{ path: ['spec', 'remoteStorage', 's3'], value: undefined }]);
});

test('an undo gives back the fields that were, with the keys of the Secret', () => {
  const of = (options: S3Options, secret: string) =>
    changesOf(withS3.object, s3Settings(wholeTarget(withS3.s3, options), options, secret));
  assert.deepEqual(undoS3(withS3.s3, of({ ...NONE, bucket: 'other' }, 'keys')), [
    ...['set-s3', '--bucket', 'backups', '--use-secret', 'keys'],
  ]);
  assert.deepEqual(undoS3(withS3.s3, of({ ...NONE, skipTLSVerify: true }, 'new')), [
    ...['set-s3', '--skip-tls-verify=false', '--use-secret', 'keys'],
  ]);
  assert.deepEqual(undoS3(undefined, []), ['unset-s3']);
  const odd = readConfiguration(
    resourceOf([], { remoteStorage: { s3: { ...S3, dir: '/a/', skipTLSVerify: 'true' } } }),
  );
  for (const option of [{ dir: 'b' }, { skipTLSVerify: false }]) {
    const options = { ...NONE, ...option };
    const changes = changesOf(odd.object, s3Settings(wholeTarget(odd.s3, options), options, 'keys'));
    assert.equal(undoS3(odd.s3, changes), undefined, 'a flag would write it in another form');
  }
  const half = readConfiguration(resourceOf([], { remoteStorage: { s3: { bucket: 'b' } } }));
  const options = { ...NONE, endpoint: 'https://x' };
  const changes = changesOf(half.object, s3Settings(wholeTarget(half.s3, options), options, 'keys'));
  assert.equal(undoS3(half.s3, changes), undefined, 'no flag takes a field away');
});

test('the command that finishes says the whole target and names the Secret', () => {
  assert.deepEqual(
    finishS3(wholeTarget(withS3.s3, NONE), 'keys').join(' '),
    [
      'set-s3 --endpoint https://s3.example.com --region us-east-1 --bucket backups --dir cluster-a',
      '--skip-tls-verify=false --use-secret keys',
    ].join(' '),
  );
});
