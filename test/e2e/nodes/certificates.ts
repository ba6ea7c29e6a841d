/** The certificates of a control plane, file for file as `kubeadm` leaves them under /etc/kubernetes/pki. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hostOf } from '../../../pkg/restore/members/address.ts';

const run = promisify(execFile);

interface Subject {
  readonly name: string;
  readonly organization?: string;
  readonly usage: 'ca' | 'serverAuth' | 'clientAuth' | 'serverAuth,clientAuth';
  /** Subject alternative names in OpenSSL's form. */
  readonly alternatives?: readonly string[];
  readonly days?: number;
}

/** Writes `path`.crt and `path`.key, signed by `authority` (a path without ending), else by itself. */
export async function issueCertificate(path: string, subject: Subject, authority?: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const organization = subject.organization === undefined ? '' : `/O=${subject.organization}`;
  const extensions =
    subject.usage === 'ca'
      ? [
          'basicConstraints=critical,CA:TRUE',
          'keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign',
        ]
      : [
          'basicConstraints=critical,CA:FALSE',
          'keyUsage=critical,digitalSignature,keyEncipherment',
          `extendedKeyUsage=${subject.usage}`,
          ...(subject.alternatives === undefined ? [] : [`subjectAltName=${subject.alternatives.join(',')}`]),
        ];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', `${organization}/CN=${subject.name}`, '-days', String(subject.days ?? 365)],
    ...['-config', '/dev/null', '-keyout', `${path}.key`, '-out', `${path}.crt`],
    ...(authority === undefined ? [] : ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`]),
    ...extensions.flatMap((extension) => ['-addext', extension]),
  ]);
}

/** What all control-plane nodes share: the authorities, the service accounts' key, the API server's clients. */
export async function issueShared(pki: string): Promise<void> {
  mkdirSync(join(pki, 'etcd'), { recursive: true });
  const at = (name: string): string => join(pki, name);
  await Promise.all([
    issueCertificate(at('ca'), { name: 'kubernetes', usage: 'ca', days: 3650 }),
    issueCertificate(at('front-proxy-ca'), { name: 'front-proxy-ca', usage: 'ca', days: 3650 }),
    issueCertificate(at('etcd/ca'), { name: 'etcd-ca', usage: 'ca', days: 3650 }),
    run('openssl', [
      'genpkey',
      '-algorithm',
      'RSA',
      '-pkeyopt',
      'rsa_keygen_bits:2048',
      '-out',
      at('sa.key'),
    ]),
  ]);
  const masters = { organization: 'system:masters', usage: 'clientAuth' } as const;
  await Promise.all([
    run('openssl', ['pkey', '-in', at('sa.key'), '-pubout', '-out', at('sa.pub')]),
    issueCertificate(at('admin'), { name: 'kubernetes-admin', ...masters }, at('ca')),
    issueCertificate(
      at('apiserver-kubelet-client'),
      { name: 'kube-apiserver-kubelet-client', ...masters },
      at('ca'),
    ),
    issueCertificate(
      at('front-proxy-client'),
      { name: 'front-proxy-client', usage: 'clientAuth' },
      at('front-proxy-ca'),
    ),
    ...['apiserver-etcd-client', 'etcd/healthcheck-client'].map((path) =>
      issueCertificate(at(path), { name: `kube-${path.split('/').at(-1)}`, ...masters }, at('etcd/ca')),
    ),
  ]);
}

/** Copies the shared files into a node's `pki` and issues what carries the node's own names. */
export async function issueForNode(
  shared: string,
  pki: string,
  name: string,
  address: string,
): Promise<void> {
  cpSync(shared, pki, { recursive: true, filter: (path) => !/\/admin\.(crt|key)$/.test(path) });
  const own = [`DNS:${name}`, 'DNS:localhost', `IP:${address}`, 'IP:127.0.0.1', 'IP:0:0:0:0:0:0:0:1'];
  const both = { name, usage: 'serverAuth,clientAuth', alternatives: own } as const;
  const services = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'].map((dns) => `DNS:${dns}`);
  await Promise.all([
    issueCertificate(join(pki, 'etcd/server'), both, join(shared, 'etcd/ca')),
    issueCertificate(join(pki, 'etcd/peer'), both, join(shared, 'etcd/ca')),
    issueCertificate(
      join(pki, 'apiserver'),
      {
        name: 'kube-apiserver',
        usage: 'serverAuth',
        alternatives: [...own, ...services, 'IP:10.96.0.1', 'IP:fd00:10:96::1'],
      },
      join(shared, 'ca'),
    ),
  ]);
}

/** A kubeconfig with its client certificate inside, as /etc/kubernetes/admin.conf has it. */
export function adminKubeconfig(shared: string, address: string): string {
  const data = (name: string): string => readFileSync(join(shared, name)).toString('base64');
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${data('ca.crt')}
    server: https://${hostOf(address)}:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${data('admin.crt')}
    client-key-data: ${data('admin.key')}
`;
}
