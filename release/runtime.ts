/** The runtimes that binaries are compiled with: npm fetches them by the lockfile's checksums into a cache outside the tree. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Target } from './targets.ts';

const HERE = import.meta.dirname;

/** The runtime's program of `target`. Throws where npm cannot fetch it. */
export function runtimeOf(target: Target): string {
  const program = join('node_modules', target.runtime, 'bin', target.os === 'windows' ? 'bun.exe' : 'bun');
  const folder = join(cacheFolder(), `${target.platform}-${runtimeVersion()}`);
  if (!existsSync(join(folder, program))) fetchInto(folder, target);
  return join(folder, program);
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'kubectl-etcdbackup', 'runtimes');
}

/** The one version that release/package.json pins for all platforms. Throws where they differ. */
export function runtimeVersion(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const [version, ...others] = new Set(Object.values(optionalDependencies));
  if (version === undefined || others.length > 0)
    throw new Error('release/package.json pins more than one version');
  return version;
}

/** Into a folder of its own, then one rename: two runs at once get one whole folder. */
function fetchInto(folder: string, { npm, platform, runtime }: Target): void {
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), `.${platform}-`));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      cpSync(join(HERE, file), join(work, file));
    const words = ['ci', '--ignore-scripts', `--os=${npm.os}`, `--cpu=${npm.cpu}`, '--libc=glibc'];
    const ran = spawnSync('npm', words, { cwd: work, encoding: 'utf8', shell: process.platform === 'win32' });
    if (ran.status !== 0) throw new Error(`npm could not fetch ${runtime}: ${ran.error ?? ran.stderr}`);
    if (!existsSync(folder)) moveInto(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** One rename. Where another run was the first by a moment, its folder is as good. */
function moveInto(work: string, folder: string): void {
  try {
    renameSync(work, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}
