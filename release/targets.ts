/** The platforms that get a single binary. */

export interface Target {
  /** As archives and krew name it: `linux-amd64`. */
  readonly platform: string;
  readonly os: 'linux' | 'darwin' | 'windows';
  readonly arch: 'amd64' | 'arm64';
  /** The package that holds the runtime, pinned in release/package.json. */
  readonly runtime: string;
  /** The same platform in npm's words. */
  readonly npm: { readonly os: string; readonly cpu: string };
  /** And in bun's. */
  readonly bun: string;
}

const RUNTIME_OS = { linux: 'linux', darwin: 'darwin', windows: 'windows' } as const;
const NPM_OS = { linux: 'linux', darwin: 'darwin', windows: 'win32' } as const;
const RUNTIME_CPU = { amd64: 'x64', arm64: 'aarch64' } as const;
const NPM_CPU = { amd64: 'x64', arm64: 'arm64' } as const;

function target(os: Target['os'], arch: Target['arch']): Target {
  return {
    platform: `${os}-${arch}`,
    os,
    arch,
    runtime: `@oven/bun-${RUNTIME_OS[os]}-${RUNTIME_CPU[arch]}`,
    npm: { os: NPM_OS[os], cpu: NPM_CPU[arch] },
    bun: `bun-${RUNTIME_OS[os]}-${NPM_CPU[arch]}`,
  };
}

export const TARGETS: readonly Target[] = (['linux', 'darwin', 'windows'] as const).flatMap((os) => [
  target(os, 'amd64'),
  target(os, 'arm64'),
]);

/** The target of a machine, by Node's names for it; undefined where there is none. */
export function targetOf(platform: string, arch: string): Target | undefined {
  return TARGETS.find((one) => one.npm.os === platform && one.npm.cpu === arch);
}

/** The plugin's file name there. */
export function programName({ os }: Target): string {
  return os === 'windows' ? 'kubectl-etcdbackup.exe' : 'kubectl-etcdbackup';
}
