/** What a release gives, installed as its users install it: krew's way from the archive, npm's way from the tarball. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { load } from 'js-yaml';
import { sha256 } from '../../../release/archive.ts';
import { ingredients } from '../../../release/ingredients.ts';
import type { Platform } from '../../../release/krew.ts';
import { packPackage } from '../../../release/npm-package.ts';
import { targetOf } from '../../../release/targets.ts';
import { kubectl, missingOf } from '../../servers/programs.ts';
import { runProgram } from '../built.ts';

const missing = missingOf([kubectl()]);
const OUT = 'dist/release';

describe('installed from the archive, as krew does', { skip: missing ?? false }, () => {
  const home = mkdtempSync(join(tmpdir(), 'krew-'));
  const target = targetOf(process.platform, process.arch);
  let manifest: Platform;

  before(() => {
    execFileSync(process.execPath, ['release/release.ts', target?.platform ?? ''], { stdio: 'pipe' });
    const text = readFileSync(join(OUT, 'etcdbackup.yaml'), 'utf8');
    const { spec } = load(text) as { readonly spec: { readonly platforms: readonly [Platform] } };
    [manifest] = spec.platforms;
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  test('the archive has the checksum that the manifest states, and sha256sum agrees with the sums', () => {
    const name = manifest.uri.slice(manifest.uri.lastIndexOf('/') + 1);
    assert.equal(sha256(readFileSync(join(OUT, name))), manifest.sha256);
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: OUT });
  });

  test('unpacked, moved and linked by the manifest’s own words, kubectl runs it without Node', async () => {
    const archive = resolve(OUT, manifest.uri.slice(manifest.uri.lastIndexOf('/') + 1));
    for (const folder of ['unpacked', 'store', 'bin']) mkdirSync(join(home, folder));
    execFileSync('tar', ['-xzf', archive, '-C', join(home, 'unpacked')]);
    for (const { from, to } of manifest.files)
      execFileSync('cp', [join(home, 'unpacked', from), join(home, 'store', to, from)]);
    symlinkSync(join(home, 'store', manifest.bin), join(home, 'bin', 'kubectl-etcdbackup'));
    const program = kubectl();
    const PATH = `${join(home, 'bin')}:/usr/bin:/bin`;
    const ended = await runProgram('path' in program ? program.path : '', ['etcdbackup', '--version'], {
      env: { PATH },
    });
    assert.deepEqual([ended.code, ended.out, ended.err], [0, `v${versionOf('package.json')}\n`, '']);
  });

  test('the archive carries the licences of everything inside', () => {
    const names = readdirSync(join(home, 'unpacked')).sort();
    assert.deepEqual(names, [
      'LICENSE',
      'THIRD-PARTY-NOTICES',
      'kubectl-etcdbackup',
      'kubectl_complete-etcdbackup',
    ]);
  });
});

describe('installed by npm from the tarball', () => {
  const home = mkdtempSync(join(tmpdir(), 'npm-'));
  after(() => rmSync(home, { recursive: true, force: true }));

  test('both programs are there, run, and bring nothing else along', async () => {
    const tarball = packPackage(await ingredients(), home);
    execFileSync('npm', ['install', '--global', `--prefix=${home}`, '--offline', join(home, tarball)], {
      stdio: 'pipe',
    });
    const PATH = `${join(home, 'bin')}:${join(process.execPath, '..')}:/usr/bin:/bin`;
    const run = (program: string, ...words: string[]) =>
      runProgram(join(home, 'bin', program), words, { env: { PATH } });
    const version = await run('kubectl-etcdbackup', '--version');
    assert.deepEqual([version.code, version.out], [0, `v${versionOf('package.json')}\n`]);
    const completion = await run('kubectl_complete-etcdbackup', 'lis');
    assert.match(completion.out, /^list\t/);
    const folder = join(home, 'lib/node_modules/kubectl-etcdbackup');
    assert.deepEqual(readdirSync(folder).sort(), [
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES',
      'kubectl-etcdbackup',
      'kubectl_complete-etcdbackup',
      'package.json',
    ]);
    assert.deepEqual(readdirSync(join(home, 'lib/node_modules')), ['kubectl-etcdbackup']);
  });
});

function versionOf(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
