import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readConfiguration } from '../../../pkg/backup/configuration.ts';
import { planLocal, readLocalOptions, readLocalPath } from '../../../pkg/settings/local.ts';
import { localPathProblem } from '../../../pkg/settings/local-path.ts';
import { resourceOf } from '../backup/examples.ts';

const good: readonly (readonly [string, string])[] = [
  ['/cpaas', '/cpaas'],
  ['/cpaas/backup/', '/cpaas/backup'],
  ['//cpaas///backup', '/cpaas/backup'],
  ['/var/lib/etcd-backup', '/var/lib/etcd-backup'],
  ['/opt/backup', '/opt/backup'],
  ['/root/backup', '/root/backup'],
  ['/备份/a b', '/备份/a b'],
  ['/etcd', '/etcd'],
  ['/..backup', '/..backup'],
];

for (const [path, read] of good) {
  test(`the folder ${path} is taken as ${read}`, () => assert.equal(readLocalPath(path), read));
}

const bad: readonly (readonly [string, RegExp])[] = [
  ['', /does not start with \//],
  ['backup', /does not start with \//],
  ['./backup', /does not start with \//],
  ['~/backup', /does not start with \//],
  ['C:\\backup', /does not start with \//],
  ['/', /root of the file system/],
  ['///', /root of the file system/],
  ['/.', /\. or \.\./],
  ['/cpaas/../etc', /\. or \.\./],
  ['/etc', /\/etc is a folder of the system/],
  ['//etc/kubernetes/', /\/etc is a folder of the system/],
  ['/usr/local/backup', /\/usr is a folder of the system/],
  ['/tmp/backup', /\/tmp is a folder of the system/],
  ['/var/lib/etcd/backup', /\/var\/lib\/etcd is a folder of the system/],
  ['/var', /holds other things too/],
  ['/root/', /holds other things too/],
  ['/cpaas\n/backup', /control characters/],
];

for (const [path, why] of bad) {
  test(`the folder ${JSON.stringify(path)} is refused`, () => assert.throws(() => readLocalPath(path), why));
}

test('a folder that was taken is taken again as the same', () => {
  const name = fc.stringMatching(/^[\p{L}\p{N} ._-]{1,12}$/u);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.nat(2), (names, slashes) => {
      const path = `/${names.join(`/${'/'.repeat(slashes)}`)}`;
      fc.pre(localPathProblem(path) === undefined);
      const read = readLocalPath(path);
      assert.equal(read, `/${names.join('/')}`);
      assert.equal(readLocalPath(`${read}/`), read);
    }),
  );
});

test('seconds are written as a text', () => {
  const plan = planLocal(readConfiguration(resourceOf([])), readLocalOptions(undefined, '1d12h'));
  assert.deepEqual(plan.settings, [{ path: ['spec', 'localStorage', 'ttl'], value: '129600' }]);
  assert.deepEqual(plan.undo, ['set-local', '--retention', '90d']);
});

test('a retention that cannot be read may hide a longer one: it is asked about', () => {
  const odd = readConfiguration(resourceOf([], { localStorage: { ttl: '90d' } }));
  const plan = planLocal(odd, readLocalOptions(undefined, '90d'));
  assert.match(plan.question ?? '', /older than 90 days/);
  assert.equal(plan.undo, undefined);
});

test('what set-local would not write just so is no undo of it', () => {
  const undo = (path: string, ttl: string) => {
    const resource = readConfiguration(resourceOf([], { localStorage: { path, ttl } }));
    return planLocal(resource, readLocalOptions('/cpaas/new', '30d')).undo;
  };
  assert.deepEqual(undo('/cpaas', '1'), ['set-local', '--path', '/cpaas', '--retention', '1s']);
  assert.equal(undo('/cpaas/', '1'), undefined);
  assert.equal(undo('/cpaas', '99999999999'), undefined, 'more than a hundred years are refused');
});
