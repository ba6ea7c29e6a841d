/** The static pod manifests of a control-plane node, line for line as `kubeadm` writes them. */
import { hostOf } from '../../../pkg/restore/members/address.ts';

/** One node as its manifests see it. */
export interface Seat {
  readonly name: string;
  readonly address: string;
}

const peer = ({ name, address }: Seat): string => `${name}=https://${hostOf(address)}:2380`;

/** Where kubeadm has etcd listen for its own node: in the family of the node's address. */
export const loopback = ({ address }: Seat): string => (address.includes(':') ? '[::1]' : '127.0.0.1');

interface Volume {
  readonly name: string;
  readonly path: string;
  readonly type: string;
}

function pod(name: string, image: string, command: readonly string[], volumes: readonly Volume[]): string {
  return `apiVersion: v1
kind: Pod
metadata:
  creationTimestamp: null
  labels:
    component: ${name}
    tier: control-plane
  name: ${name}
  namespace: kube-system
spec:
  containers:
  - command:
${command.map((word) => `    - ${word}`).join('\n')}
    image: ${image}
    imagePullPolicy: IfNotPresent
    name: ${name}
    resources:
      requests:
        cpu: 100m
    volumeMounts:
${volumes.map((volume) => `    - mountPath: ${volume.path}\n      name: ${volume.name}`).join('\n')}
  hostNetwork: true
  priority: 2000001000
  priorityClassName: system-node-critical
  securityContext:
    seccompProfile:
      type: RuntimeDefault
  volumes:
${volumes.map((volume) => `  - hostPath:\n      path: ${volume.path}\n      type: ${volume.type}\n    name: ${volume.name}`).join('\n')}
status: {}
`;
}

/**
 * etcd's manifest. `joined` are the members when this node joined, itself last: kubeadm's first node lists only
 * itself and carries no state, the second lists two, the third three, both with `existing`.
 */
export function etcdManifest(
  seat: Seat,
  joined: readonly Seat[],
  image: string,
  dataDir = '/var/lib/etcd',
): string {
  const { name } = seat;
  const address = hostOf(seat.address);
  const pki = '/etc/kubernetes/pki/etcd';
  return pod(
    'etcd',
    image,
    [
      'etcd',
      `--advertise-client-urls=https://${address}:2379`,
      `--cert-file=${pki}/server.crt`,
      '--client-cert-auth=true',
      `--data-dir=${dataDir}`,
      '--experimental-initial-corrupt-check=true',
      `--initial-advertise-peer-urls=https://${address}:2380`,
      `--initial-cluster=${joined.toReversed().map(peer).join(',')}`,
      ...(joined.length > 1 ? ['--initial-cluster-state=existing'] : []),
      `--key-file=${pki}/server.key`,
      `--listen-client-urls=https://${loopback(seat)}:2379,https://${address}:2379`,
      `--listen-metrics-urls=http://${loopback(seat)}:2381`,
      `--listen-peer-urls=https://${address}:2380`,
      `--name=${name}`,
      `--peer-cert-file=${pki}/peer.crt`,
      '--peer-client-cert-auth=true',
      `--peer-key-file=${pki}/peer.key`,
      `--peer-trusted-ca-file=${pki}/ca.crt`,
      '--snapshot-count=10000',
      `--trusted-ca-file=${pki}/ca.crt`,
    ],
    [
      { name: 'etcd-data', path: dataDir, type: 'DirectoryOrCreate' },
      { name: 'etcd-certs', path: pki, type: 'DirectoryOrCreate' },
    ],
  );
}

/** kube-apiserver's manifest, with encryption at rest configured. */
export function apiServerManifest(seat: Seat, image: string): string {
  const pki = '/etc/kubernetes/pki';
  return pod(
    'kube-apiserver',
    image,
    [
      'kube-apiserver',
      `--advertise-address=${seat.address}`,
      '--allow-privileged=true',
      '--authorization-mode=Node,RBAC',
      `--client-ca-file=${pki}/ca.crt`,
      '--disable-admission-plugins=ServiceAccount',
      '--enable-admission-plugins=NodeRestriction',
      '--enable-bootstrap-token-auth=true',
      '--encryption-provider-config=/etc/kubernetes/enc/enc.yaml',
      `--etcd-cafile=${pki}/etcd/ca.crt`,
      `--etcd-certfile=${pki}/apiserver-etcd-client.crt`,
      `--etcd-keyfile=${pki}/apiserver-etcd-client.key`,
      `--etcd-servers=https://${loopback(seat)}:2379`,
      `--kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
      `--proxy-client-cert-file=${pki}/front-proxy-client.crt`,
      `--proxy-client-key-file=${pki}/front-proxy-client.key`,
      '--requestheader-allowed-names=front-proxy-client',
      `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      '--secure-port=6443',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${pki}/sa.pub`,
      `--service-account-signing-key-file=${pki}/sa.key`,
      `--service-cluster-ip-range=${seat.address.includes(':') ? 'fd00:10:96::/112' : '10.96.0.0/12'}`,
      `--tls-cert-file=${pki}/apiserver.crt`,
      `--tls-private-key-file=${pki}/apiserver.key`,
    ],
    [
      { name: 'k8s-certs', path: pki, type: 'DirectoryOrCreate' },
      { name: 'enc', path: '/etc/kubernetes/enc', type: 'DirectoryOrCreate' },
    ],
  );
}

/** Scheduler or controller-manager: here they only have to be alive. */
export function quietManifest(name: 'kube-scheduler' | 'kube-controller-manager', image: string): string {
  const config = `/etc/kubernetes/${name.slice('kube-'.length)}.conf`;
  return pod(
    name,
    image,
    [name, '--bind-address=127.0.0.1', `--kubeconfig=${config}`, '--leader-elect=true'],
    [{ name: 'kubeconfig', path: config, type: 'FileOrCreate' }],
  );
}
