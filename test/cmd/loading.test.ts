/** Light at the door: which modules each kind of call wakes up. Read from the bundle's own module list, not from time. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
// @ts-expect-error: the build script is plain JavaScript
import { options } from '../../build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'etcdbackup-loading-'));
const bundle = join(folder, 'plugin.cjs');

before(async () => {
  // Every module says its name when it wakes up.
  const naming = {
    name: 'naming',
    setup({
      onLoad,
    }: {
      onLoad: (filter: { filter: RegExp }, load: (args: { path: string }) => Promise<unknown>) => void;
    }) {
      onLoad({ filter: /\/(?:cmd|pkg|node_modules)\/.*\.(?:ts|m?js|cjs)$/ }, async ({ path }) => {
        const { readFile } = await import('node:fs/promises');
        const source = await readFile(path, 'utf8');
        const name = JSON.stringify(path.replace(/^.*\/((?:cmd|pkg|node_modules)\/)/, '$1'));
        return {
          contents: `${source}\n;(globalThis.__woken ??= []).push(${name});`,
          loader: path.endsWith('.ts') ? 'ts' : 'js',
        };
      });
    },
  };
  await build({ ...options, outfile: bundle, minify: false, plugins: [...options.plugins, naming] });
  writeFileSync(
    join(folder, 'report.cjs'),
    'process.on("exit", () => require("node:fs").writeFileSync(process.env.WOKEN, JSON.stringify(globalThis.__woken ?? [])));',
  );
});

after(() => rmSync(folder, { recursive: true, force: true }));

function woken(...words: string[]): string[] {
  const file = join(folder, 'woken.json');
  const env = { ...process.env, WOKEN: file, KUBECONFIG: join(folder, 'none') };
  spawnSync(process.execPath, ['-r', join(folder, 'report.cjs'), bundle, ...words], {
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return JSON.parse(spawnSync('cat', [file], { encoding: 'utf8' }).stdout) as string[];
}

const packages = (names: string[]): string[] => [
  ...new Set(names.flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? [])),
];

for (const words of [['--help'], ['list', '--help'], ['--version'], ['__complete', 'li'], ['nonsense']]) {
  test(`${words.join(' ')} loads no package and no room`, () => {
    const names = woken(...words);
    assert.ok(names.includes('cmd/root.ts'), 'the modules were told');
    assert.deepEqual(packages(names), []);
    const rooms = names.filter((name) => /^pkg\/(?!errors|words\/visible|backup\/resource)/.test(name));
    assert.deepEqual(rooms, []);
  });
}

test('a wrong flag loads the option library and nothing else', () => {
  const allowed = new Set(['yargs', 'yargs-parser', 'y18n', 'escalade', 'get-caller-file']);
  assert.deepEqual(
    packages(woken('list', '--nonsense')).filter((name) => !allowed.has(name)),
    [],
  );
});
