import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  imageVersion,
  isTried,
  raisesRevision,
  readVersion,
  restoresWith,
  versionText,
} from '../../../../pkg/restore/members/etcd-image.ts';

const images: readonly (readonly [string, string | undefined])[] = [
  ['registry.k8s.io/etcd:3.5.15-0', '3.5.15'],
  ['registry.example.com:5000/tkestack/etcd:v3.5.12-20240301', '3.5.12'],
  ['quay.io/coreos/etcd:v3.4.23', '3.4.23'],
  ['etcd:3.6.4-0@sha256:abc0', '3.6.4'],
  ['registry:5000/etcd', undefined],
  ['etcd@sha256:abc0', undefined],
  ['etcd:latest', undefined],
  ['', undefined],
];

for (const [image, expected] of images)
  test(`${image === '' ? 'no image' : image} holds etcd ${expected ?? 'of an unknown version'}`, () => {
    const version = imageVersion(image);
    assert.equal(version && versionText(version), expected);
  });

const abilities: readonly (readonly [string, boolean, string, boolean])[] = [
  ['3.4.23', false, 'etcdctl', true],
  ['3.4.27', true, 'etcdctl', true],
  ['3.5.9', false, 'etcdutl', true],
  ['3.5.10', true, 'etcdutl', true],
  ['3.6.0', true, 'etcdutl', true],
  ['3.3.27', false, 'etcdctl', false],
  ['4.0.0', true, 'etcdutl', false],
];

for (const [text, raises, tool, tried] of abilities)
  test(`etcd ${text}: ${raises ? 'raises the revision' : 'has no bump'}, restores with ${tool}`, () => {
    const version = readVersion(text);
    assert.ok(version);
    assert.deepEqual(
      [raisesRevision(version), restoresWith(version), isTried(version)],
      [raises, tool, tried],
    );
  });
