/**
 * Bundles the plugin into one executable file, dist/kubectl-etcdbackup, that plain Node runs. CommonJS, because only there
 * does esbuild keep rooms behind `await import()` asleep inside one file: every command pays for what it uses.
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { scriptBodies } from './pkg/files/script-bodies.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

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
  copyFileSync('cmd/completion/kubectl_complete-etcdbackup', 'dist/kubectl_complete-etcdbackup');
  chmodSync('dist/kubectl_complete-etcdbackup', 0o755);
  // A file without an ending takes its kind from the nearest package.json: the house is ES modules, the bundle is not.
  writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
  chmodSync('dist/kubectl-etcdbackup', 0o755);
}
