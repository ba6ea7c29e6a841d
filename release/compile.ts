/** From the bundle that plain Node runs to one binary of a platform. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { signFile } from './mach-o/sign.ts';
import { runtimeOf } from './runtime.ts';
import { type Target, targetOf } from './targets.ts';

/** Nothing that lies in the current folder may change what the plugin does. */
const DEAF = ['dotenv', 'bunfig', 'tsconfig', 'package-json'].map((file) => `--no-compile-autoload-${file}`);

/** Compiles `bundle` into `outfile` for `target`; a darwin binary is signed ad hoc, without which macOS kills it. */
export function compile(bundle: string, target: Target, outfile: string): void {
  const host = targetOf(process.platform, process.arch);
  if (host === undefined) throw new Error(`no compiler for ${process.platform} on ${process.arch}`);
  const folder = mkdtempSync(join(tmpdir(), 'compile-'));
  try {
    // Its ending tells the compiler that it is CommonJS, as the bundle is.
    const entry = join(folder, 'kubectl-etcdbackup.cjs');
    copyFileSync(bundle, entry);
    const words = [
      ...['build', entry, '--compile', '--bytecode', '--minify', ...DEAF],
      `--target=${target.bun}`,
      `--compile-executable-path=${runtimeOf(target)}`,
      `--outfile=${resolve(outfile)}`,
    ];
    const ran = spawnSync(runtimeOf(host), words, { cwd: folder, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`${target.platform} did not compile: ${ran.error ?? ran.stderr}`);
    if (target.os === 'darwin') signFile(outfile, 'kubectl-etcdbackup');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
