/** The real programs that a control plane runs, provisioned by test/servers. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import type { ImageFile } from './images.ts';
import { standIn } from './world.ts';

export type EtcdVersion = '3.4' | '3.5' | '3.6';

export interface Programs {
  readonly etcd: { readonly image: string; readonly files: readonly ImageFile[] };
  readonly kubeApiServer: string;
  readonly kubectl: string;
  /** The folder into which openssh-server was unpacked. */
  readonly sshd: string;
}

const IMAGES: Readonly<Record<EtcdVersion, string>> = {
  '3.4': 'registry.k8s.io/etcd:3.4.13-0',
  '3.5': 'registry.k8s.io/etcd:3.5.16-0',
  '3.6': 'registry.k8s.io/etcd:3.6.5-0',
};

function server(script: string, ...args: string[]): string {
  const path = new URL(`../../servers/${script}`, import.meta.url).pathname;
  return execFileSync('bash', [path, ...args], { encoding: 'utf8' }).trim();
}

export function programs(version: EtcdVersion): Programs {
  const suite = version === '3.4' ? 'here' : 'trixie';
  const packages = ['etcd-server', 'etcd-client'];
  const etcd = server('debian.sh', suite, suite === 'here' ? 'etcd-3.4' : 'etcd-3.5', ...packages);
  const tools = ['etcd', 'etcdctl', 'etcdutl'].map((name) => `${etcd}/usr/bin/${name}`);
  const real = tools.filter((path) => existsSync(path)).map((from) => ({ from }));
  const acted = [
    { from: `${etcd}/usr/bin/etcdctl`, inside: 'usr/local/lib/etcdctl' },
    { from: standIn('etcdctl-3.6.sh'), inside: 'usr/local/bin/etcdctl' },
  ];
  return {
    etcd: { image: IMAGES[version], files: version === '3.6' ? [...real, ...acted] : real },
    kubeApiServer: server('kube-apiserver.sh'),
    kubectl: `${server('debian.sh', 'here', 'kubectl', 'kubernetes-client')}/usr/bin/kubectl`,
    sshd: server('debian.sh', 'here', 'sshd', 'openssh-server', 'libwrap0'),
  };
}

/** Why a world cannot be built here, or `false`. In CI nothing may be missing: there the suites run, and fail. */
export function missingPrograms(): string | false {
  if (process.env['CI'] !== undefined) return false;
  if (process.getuid?.() !== 0) return 'needs root: network and mount namespaces';
  const needed = ['unshare', 'nsenter', 'ip', 'ssh-keygen', 'openssl', 'apt-get', 'dpkg', 'xz', 'curl'];
  const found = (name: string): boolean =>
    (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/${name}`));
  const missing = needed.filter((name) => !found(name));
  if (missing.length > 0) return `needs ${missing.join(', ')} (Debian)`;
  try {
    return existsSync(dirname(server('kube-apiserver.sh'))) ? false : 'no kube-apiserver';
  } catch {
    return 'needs a kube-apiserver: set KUBEBUILDER_ASSETS';
  }
}
