/** The real programs that a control plane runs, provisioned by test/servers, put into images and tools. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import {
  etcdProgram,
  kubeApiServer,
  kubectl,
  missingOf,
  type Program,
  sshServer,
} from '../../servers/programs.ts';
import type { ImageFile } from './images.ts';
import { standIn } from './world.ts';

/** 3.6 is acted out: no Debian package has it. The server is 3.5, the tools are as 3.6 has them. */
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

function pathOf(program: Program): string {
  if ('missing' in program) throw new Error(program.missing);
  return program.path;
}

function imageFiles(version: EtcdVersion): ImageFile[] {
  const real = version === '3.4' ? '3.4' : '3.5';
  const files = (['etcd', 'etcdctl'] as const).map((name) => ({ from: pathOf(etcdProgram(real, name)) }));
  if (real === '3.4') return files;
  const utl = { from: pathOf(etcdProgram(real, 'etcdutl')) };
  if (version === '3.5') return [...files, utl];
  return [
    ...files,
    utl,
    { from: pathOf(etcdProgram(real, 'etcdctl')), inside: 'usr/local/lib/etcdctl' },
    { from: standIn('etcdctl-3.6.sh'), inside: 'usr/local/bin/etcdctl' },
  ];
}

export function programs(version: EtcdVersion): Programs {
  return {
    etcd: { image: IMAGES[version], files: imageFiles(version) },
    kubeApiServer: pathOf(kubeApiServer()),
    kubectl: pathOf(kubectl()),
    sshd: join(pathOf(sshServer()), '../../..'),
  };
}

/** Why a world cannot be built here, or `false`. In CI nothing may be missing: there the suites run, and fail. */
export function missingPrograms(): string | false {
  const tools = ['unshare', 'nsenter', 'ip', 'ssh-keygen', 'openssl', 'apt-get', 'dpkg', 'xz', 'curl'];
  const folders = (process.env['PATH'] ?? '').split(':');
  const absent = tools.filter((name) => !folders.some((folder) => existsSync(`${folder}/${name}`)));
  if (process.env['CI'] === undefined) {
    if (process.getuid?.() !== 0) return 'needs root: network and mount namespaces';
    if (absent.length > 0) return `needs ${absent.join(', ')}`;
  }
  const real = [
    etcdProgram('3.4', 'etcd'),
    etcdProgram('3.5', 'etcd'),
    kubeApiServer(),
    kubectl(),
    sshServer(),
  ];
  return missingOf(real) ?? false;
}
