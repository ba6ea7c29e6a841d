/** Real programs for tests, from Debian's packages or KUBEBUILDER_ASSETS, in a cache outside the tree. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'node:test';

/** A program's path, or why it is not here. */
export type Program = { readonly path: string } | { readonly missing: string };

const found = new Map<string, Program>();

function provision(key: string, script: string, args: readonly string[], inside: string): Program {
  const known = found.get(key);
  if (known !== undefined) return known;
  const ran = spawnSync('bash', [join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  const path = join(ran.stdout?.trim() ?? '', inside);
  const program: Program =
    ran.status === 0 && existsSync(path)
      ? { path }
      : { missing: `${key}: ${ran.stderr?.trim().split('\n').at(-1) || 'it could not be unpacked'}` };
  found.set(key, program);
  return program;
}

const SUITES = { '3.4': 'here', '3.5': 'trixie' } as const;

/** etcd's programs: 3.4 has no etcdutl. */
export function etcdProgram(version: keyof typeof SUITES, name: 'etcd' | 'etcdctl' | 'etcdutl'): Program {
  const packages = ['etcd-server', 'etcd-client'];
  return provision(
    `etcd ${version} ${name}`,
    'debian.sh',
    [SUITES[version], `etcd-${version}`, ...packages],
    `usr/bin/${name}`,
  );
}

export function kubeApiServer(): Program {
  return provision('kube-apiserver', 'kube-apiserver.sh', [], '');
}

/** `here` is this machine's release, `trixie` Debian's stable one, `sid` the newest that Debian packages. */
export function kubectl(suite: 'here' | 'trixie' | 'sid' = 'here'): Program {
  // Since trixie kubernetes-client is an empty package that depends on kubectl; bookworm has no other name.
  const [folder, name] =
    suite === 'here' ? ['kubectl', 'kubernetes-client'] : [`${suite}-kubectl`, 'kubectl'];
  return provision(`kubectl of ${suite}`, 'debian.sh', [suite, folder, name], 'usr/bin/kubectl');
}

/** The copier that people use with S3 stores. */
export function rclone(): Program {
  return provision('rclone', 'debian.sh', ['here', 'rclone', 'rclone'], 'usr/bin/rclone');
}

/** OpenSSH's server; the folder three levels up (`usr/sbin/sshd`) carries the library that it needs besides. */
export function sshServer(): Program {
  return provision('sshd', 'debian.sh', ['here', 'sshd', 'openssh-server', 'libwrap0'], 'usr/sbin/sshd');
}

/** Paths of the programs; where one is missing the test is skipped with the reason, and in CI it fails. */
export function needs(t: TestContext, ...programs: readonly Program[]): string[] | undefined {
  const missing = missingOf(programs);
  if (missing === undefined) return programs.flatMap((one) => ('path' in one ? one.path : []));
  t.skip(missing);
  return undefined;
}

/** Why these programs cannot be used; thrown in CI, where nothing may be missing. */
export function missingOf(programs: readonly Program[]): string | undefined {
  const missing = programs.flatMap((one) => ('missing' in one ? one.missing : []));
  if (missing.length === 0) return undefined;
  if (process.env['CI'] !== undefined) throw new Error(`missing in CI: ${missing.join('; ')}`);
  return missing.join('; ');
}
