import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ingredients, noticesFile, packageFolder } from '../../release/ingredients.ts';
import { sbom } from '../../release/sbom.ts';

const all = await ingredients();

test('every package inside has a licence that may be passed on, and brings its text', () => {
  assert.ok(
    all.some(({ name }) => name === 'yargs'),
    'the bundle was read',
  );
  const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause']);
  assert.deepEqual(
    all.filter(({ license }) => !allowed.has(license)),
    [],
  );
  const notices = noticesFile(all);
  for (const { name, version, license } of all)
    assert.ok(notices.includes(`${name} ${version} (${license})`));
});

test('the bill of materials names each part once, with an address that scanners know', () => {
  const runtime = { name: 'bun', version: '1.0.0', license: 'MIT' };
  const bill = JSON.parse(sbom('1.2.3', all, runtime, new Date(0)));
  assert.deepEqual([bill.bomFormat, bill.specVersion], ['CycloneDX', '1.6']);
  const addresses: string[] = bill.components.map(({ purl }: { purl: string }) => purl);
  assert.equal(new Set(addresses).size, all.length + 1);
  for (const address of addresses) assert.match(address, /^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/);
});

for (const [path, folder] of [
  ['node_modules/yargs/build/lib/a.js', 'node_modules/yargs'],
  ['node_modules/@scope/one/a.js', 'node_modules/@scope/one'],
  ['node_modules/a/node_modules/b/c.js', 'node_modules/a/node_modules/b'],
  ['cmd/main.ts', undefined],
  ['unused-help:cliui', undefined],
] as const) {
  test(`${path} belongs to ${folder ?? 'the house'}`, () => assert.equal(packageFolder(path), folder));
}
