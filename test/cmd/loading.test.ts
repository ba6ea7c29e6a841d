/** Light at the door: which modules each kind of call wakes up. Read from the bundle's own module list, not from time. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
// @ts-expect-error: the build script is plain JavaScript
import { options } from '../../build.mjs';
import { pack, splitRooms } from '../../release/pack.ts';
import { type Acp, startAcp } from '../cluster/acp.ts';
import { memoryBacking } from '../cluster/backing.ts';
import { recordOf } from '../pkg/backup/examples.ts';

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
  const named = { ...options, minify: false, plugins: [...options.plugins, naming] };
  writeFileSync(bundle, await pack(await splitRooms(named), named));
  writeFileSync(
    join(folder, 'report.cjs'),
    'process.on("exit", () => require("node:fs").writeFileSync(process.env.WOKEN, JSON.stringify(globalThis.__woken ?? [])));',
  );
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** What woke up, in its order. Another process, so that a server in this one can answer. */
async function woken(words: readonly string[], kubeconfig = join(folder, 'none')): Promise<string[]> {
  const file = join(folder, 'woken.json');
  rmSync(file, { force: true });
  const child = spawn(process.execPath, ['-r', join(folder, 'report.cjs'), bundle, ...words], {
    env: { ...process.env, WOKEN: file, KUBECONFIG: kubeconfig },
    stdio: 'ignore',
    timeout: 60_000,
  });
  await once(child, 'exit');
  return JSON.parse(readFileSync(file, 'utf8')) as string[];
}

const packages = (names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? [])),
];
const OPTION_LIBRARY = ['escalade', 'get-caller-file', 'y18n', 'yargs', 'yargs-parser'];
/** What measuring the width of a table's cells takes. */
const WIDTHS = 'get-east-asian-width';

for (const words of [['--help'], ['list', '--help'], ['--version'], ['__complete', 'li'], ['nonsense']]) {
  test(`${words.join(' ')} loads no package and no room`, async () => {
    const names = await woken(words);
    assert.ok(names.includes('cmd/root.ts'), 'the modules were told');
    assert.deepEqual(packages(names), []);
    const rooms = names.filter((name) => /^pkg\/(?!errors|words\/visible|backup\/resource)/.test(name));
    assert.deepEqual(rooms, []);
  });
}

test('a wrong flag loads the option library and nothing else', async () => {
  const names = packages(await woken(['list', '--nonsense']));
  assert.deepEqual(
    names.filter((name) => !OPTION_LIBRARY.includes(name)),
    [],
  );
});

test('inspect loads no client: the rooms of files and snapshots, and a reader of tar', async () => {
  const names = await woken(['inspect', join(import.meta.dirname, '../fixtures/etcd-3.6.14-50-keys.db')]);
  const others = packages(names).filter((name) => !OPTION_LIBRARY.includes(name) && name !== WIDTHS);
  assert.deepEqual([others.includes('tar-stream'), others.includes('js-yaml')], [true, false]);
  const rooms = ['backup', 'errors', 'files', 'flows', 'output', 'snapshot', 'words'];
  assert.deepEqual(roomsOf(names), rooms);
});

describe('against a cluster', () => {
  let acp: Acp;
  before(async () => {
    acp = await startAcp(memoryBacking(), { records: [recordOf('22', '10.0.0.1')] });
  });
  after(() => acp.stop());

  test('list loads the option and YAML libraries, and only the rooms that it reads, decides and prints with', async () => {
    const names = await woken(['list'], acp.kubeconfig);
    assert.deepEqual(packages(names).sort(), [...OPTION_LIBRARY, WIDTHS, 'js-yaml'].sort());
    assert.deepEqual(roomsOf(names), ['backup', 'errors', 'flows', 'kube', 'output', 'wire', 'words']);
    const asleep = names.filter((name) => /wire\/(proxy|socks|authorities)\.|kube\/(oidc|exec)-/.test(name));
    assert.deepEqual(asleep, []);
  });

  test('status loads the schedule libraries besides', async () => {
    const names = await woken(['status'], acp.kubeconfig);
    const libraries = [...OPTION_LIBRARY, WIDTHS, 'cron-parser', 'cronstrue', 'js-yaml', 'luxon'];
    assert.deepEqual(packages(names).sort(), libraries.sort());
  });
});

function roomsOf(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => /^pkg\/([^/.]+)/.exec(name)?.[1] ?? []))].sort();
}
