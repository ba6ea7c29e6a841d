/**
 * Bundles the plugin into one executable file, dist/kubectl-etcdbackup, that plain Node runs. CommonJS, because only there
 * does esbuild keep rooms behind `await import()` asleep inside one file: every command pays for what it uses.
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { scriptBodies } from './pkg/files/script-bodies.ts';

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
  format: 'cjs',
  target: 'node18',
  outfile: 'dist/kubectl-etcdbackup',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  banner: {
    js: '#!/usr/bin/env node\nconst __bundleUrl = require("node:url").pathToFileURL(__filename).href;',
  },
  define: { 'import.meta.url': '__bundleUrl', BUILD_VERSION: JSON.stringify(version) },
  plugins: [unusedHelp, scriptsInside],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync('dist', { recursive: true });
  await build(options);
  for (const file of ['README.md', 'LICENSE']) copyFileSync(file, `dist/${file}`);
  copyFileSync('cmd/completion/kubectl_complete-etcdbackup', 'dist/kubectl_complete-etcdbackup');
  writeFileSync('dist/package.json', `${JSON.stringify(published, undefined, 2)}\n`);
  for (const program of Object.keys(published.bin)) chmodSync(`dist/${program}`, 0o755);
}
