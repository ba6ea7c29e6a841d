import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KubeObject } from '../../../pkg/ports/cluster.ts';
import { changesOf, patchOf, type Setting, valueAt } from '../../../pkg/settings/change.ts';
import { mergePatch } from '../../cluster/memory/patch.ts';

const object: KubeObject = {
  metadata: { name: 'etcd-backup-default', resourceVersion: '7' },
  spec: { schedule: '0 0 * * *', localStorage: { path: '/cpaas', ttl: '7776000' }, unknown: { deep: [1] } },
};

test('only what differs is a change, in the order asked for', () => {
  const settings: Setting[] = [
    { path: ['spec', 'localStorage', 'ttl'], value: '86400' },
    { path: ['spec', 'schedule'], value: '0 0 * * *' },
    { path: ['spec', 'remoteStorage', 's3', 'bucket'], value: 'backups' },
  ];
  assert.deepEqual(changesOf(object, settings), [
    { path: ['spec', 'localStorage', 'ttl'], before: '7776000', after: '86400' },
    { path: ['spec', 'remoteStorage', 's3', 'bucket'], before: undefined, after: 'backups' },
  ]);
});

test('a missing field that means the same is no change', () => {
  const paused = (value: boolean): Setting => ({ path: ['spec', 'paused'], value, absent: false });
  assert.deepEqual(changesOf(object, [paused(false)]), []);
  assert.deepEqual(changesOf(object, [paused(true)]), [
    { path: ['spec', 'paused'], before: undefined, after: true },
  ]);
});

test('a field that is not there need not go; null is not there', () => {
  const gone: Setting = { path: ['spec', 'remoteStorage', 's3'], value: undefined };
  assert.deepEqual(changesOf(object, [gone]), []);
  assert.deepEqual(changesOf({ ...object, spec: { remoteStorage: null } }, [gone]), []);
});

test('a parent that is no object is refused: the patch would wipe it out', () => {
  const odd = { ...object, spec: { localStorage: '/cpaas\u001b[2J' } };
  assert.throws(
    () => changesOf(odd, [{ path: ['spec', 'localStorage', 'ttl'], value: '1' }]),
    /^UserError: spec\.localStorage is "\/cpaas\\u001b\[2J", not an object$/,
  );
});

test('the patch names nothing but the changes and the version that was read', () => {
  const changes = changesOf(object, [
    { path: ['spec', 'localStorage', 'ttl'], value: '86400' },
    { path: ['spec', 'localStorage', 'path'], value: undefined },
  ]);
  assert.deepEqual(patchOf(object, changes), {
    metadata: { resourceVersion: '7' },
    spec: { localStorage: { ttl: '86400', path: null } },
  });
});

test('an object without a version is never patched', () => {
  assert.throws(() => patchOf({ metadata: {} }, []), /without a resourceVersion/);
});

test('a patched object has the setting, everything else as before, and nothing left to change', () => {
  const name = fc.constantFrom('spec', 'a', 'b', 'c d');
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(undefined));
  const tree = fc.dictionary(name, fc.dictionary(name, fc.oneof(fc.string(), fc.boolean())));
  fc.assert(
    fc.property(tree, fc.tuple(name, name), leaf, (spec, path, value) => {
      const before: KubeObject = { metadata: { resourceVersion: '1' }, spec };
      const setting: Setting = { path: ['spec', ...path], value };
      const changes = changesOf(before, [setting]);
      const after = mergePatch(before, JSON.parse(JSON.stringify(patchOf(before, changes)))) as KubeObject;
      assert.deepEqual(valueAt(after, setting.path), value);
      assert.deepEqual(changesOf(after, [setting]), []);
      const others = Object.entries(spec).flatMap(([key, inner]) =>
        Object.keys(inner).map((one) => ['spec', key, one]),
      );
      for (const other of others)
        if (other.join('\n') !== setting.path.join('\n'))
          assert.deepEqual(valueAt(after, other), valueAt(before, other));
    }),
  );
});
