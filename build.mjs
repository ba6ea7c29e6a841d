/**
 * Bundles the plugin into one executable file, dist/kubectl-etcdbackup, that plain Node runs. Rooms behind `await import()`
 * sleep in it as texts (release/pack.ts): every command pays for what it uses.
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scriptBodies } from './pkg/files/script-bodies.ts';
import { pack, splitRooms } from './release/pack.ts';

const { name, version, description, license, repository, keywords } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

/**
 * The package that npm publishes: the bundle has everything inside, so it depends on nothing. A file without an ending takes
 * its kind from here as well: the house is ES modules, the bundle is not.
 */
const published = {
  ...{ name, version, description, license, repository, keywords, type: 'commonjs' },
  bin: {
    'kubectl-etcdbackup': 'kubectl-etcdbackup',
    'kubectl_complete-etcdbackup': 'kubectl_complete-etcdbackup',
  },
  files: ['kubectl-etcdbackup', 'kubectl_complete-etcdbackup', 'THIRD-PARTY-NOTICES'],
  // The least that cmd/runtime.ts takes.
  engines: { node: '>=22.19' },
};

/** yargs loads these for help text, which the plugin prints itself: 30 ms of regular expressions that nobody runs. */
const unusedHelp = {
  name: 'unused-help',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(cliui|string-width)$/ }, ({ path, importer }) =>
      /node_modules\/yargs\//.test(importer) ? { path, namespace: 'unused-help' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused-help' }, ({ path }) => ({
      contents: `export default () => { throw new Error('${path} is left out of the bundle: cmd/help.ts prints the help'); };`,
    }));
  },
};

/** The restore's scripts travel inside the bundle, byte for byte as they were checked. */
const scriptsInside = {
  name: 'scripts-inside',
  setup({ onLoad }) {
    onLoad({ filter: /pkg\/files\/script-bodies\.ts$/ }, () => ({
      contents: `export const scriptBodies = ${JSON.stringify(scriptBodies)};`,
    }));
  },
};

/** What the bundle is made of; the tests of the modules that a command loads build with the same. */
export const options = {
  entryPoints: ['cmd/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node18',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  define: { BUILD_VERSION: JSON.stringify(version) },
  plugins: [unusedHelp, scriptsInside],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rooms = await splitRooms(options);
  // Those of the last build would lie among the new ones.
  rmSync('dist/rooms', { recursive: true, force: true });
  mkdirSync('dist/rooms', { recursive: true });
  for (const [name, code] of rooms) writeFileSync(`dist/rooms/${name}`, code);
  writeFileSync('dist/kubectl-etcdbackup', await pack(rooms, options));
  for (const file of ['README.md', 'LICENSE']) copyFileSync(file, `dist/${file}`);
  copyFileSync('cmd/completion/kubectl_complete-etcdbackup', 'dist/kubectl_complete-etcdbackup');
  writeFileSync('dist/package.json', `${JSON.stringify(published, undefined, 2)}\n`);
  for (const program of Object.keys(published.bin)) chmodSync(`dist/${program}`, 0o755);
}
