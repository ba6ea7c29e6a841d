import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faults, filled, platform } from '../../release/krew.ts';
import { TARGETS } from '../../release/targets.ts';

const template = readFileSync('krew-manifest.yaml', 'utf8');
const uri = (name: string): string => `https://example.com/kubectl-etcdbackup-v1.2.3-${name}.tar.gz`;
const good = filled(
  template,
  '1.2.3',
  TARGETS.map((target, index) => platform(target, uri(target.platform), String(index).repeat(64))),
);

test('the manifest of a release is one that krew takes', () => {
  assert.deepEqual(faults('etcdbackup.yaml', good), []);
  assert.match(good, /^ {2}version: v1\.2\.3$/m);
  assert.match(good, /os: windows\n {10}arch: arm64\n[\s\S]*bin: kubectl-etcdbackup\.exe/);
});

const broken: readonly (readonly [string, string | RegExp, string, RegExp])[] = [
  ['another kind', 'kind: Plugin', 'kind: Plug', /kind is not Plugin/],
  ['another apiVersion', 'v1alpha2', 'v1', /apiVersion/],
  ['a name with a dot', 'name: etcdbackup', 'name: etcd.backup', /characters that krew refuses/],
  ['another name than the file', 'name: etcdbackup', 'name: backup', /must be called backup\.yaml/],
  ['a version without v', 'version: v1', 'version: 1', /version is not/],
  ['no short description', /shortDescription: .*/, 'shortDescription: ""', /shortDescription/],
  ['an upper case checksum', /0{64}/, 'A'.repeat(64), /sha256/],
  ['a file outside', 'from: LICENSE', 'from: ../LICENSE', /leaves the archive/],
  ['a plain http address', 'uri: https', 'uri: http', /uri is not/],
  ['one platform twice', 'os: darwin', 'os: linux', /no platform for/],
  ['a selector of its own', 'arch: amd64', 'arch: amd64\n          libc: glibc', /selects by other/],
];
for (const [what, from, to, fault] of broken) {
  test(`krew’s rules: ${what} is found`, () => {
    assert.match(faults('etcdbackup.yaml', good.replace(from, to)).join('\n'), fault);
  });
}

test('a manifest without platforms is found', () => {
  assert.match(faults('etcdbackup.yaml', template).join('\n'), /there is no platform/);
});
