/** From the rooms of the bundle that plain Node runs to one binary of a platform. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { signFile } from './mach-o/sign.ts';
import { runtimeOf } from './runtime.ts';
import { type Target, targetOf } from './targets.ts';

/** Nothing that lies in the current folder may change what the plugin does. */
const DEAF = ['dotenv', 'bunfig', 'tsconfig', 'package-json'].map((file) => `--no-compile-autoload-${file}`);

/** Where the build lays them. As files, so that their bytecode is made here and not at each start. */
const ROOMS = 'dist/rooms';

/** Compiles the last build into `outfile` for `target`; a darwin binary is signed ad hoc, without which macOS kills it. */
export function compile(target: Target, outfile: string): void {
  const host = targetOf(process.platform, process.arch);
  if (host === undefined) throw new Error(`no compiler for ${process.platform} on ${process.arch}`);
  const folder = mkdtempSync(join(tmpdir(), 'compile-'));
  try {
    // Away from the house, whose own settings the compiler would read, and whose path it would keep.
    cpSync(ROOMS, folder, { recursive: true });
    const words = [
      ...['build', 'main.cjs', '--compile', '--bytecode', '--minify', ...DEAF],
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
