/** Control-plane nodes as kubeadm leaves them: certificates, manifests, etcd and API servers that run. */
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { adminKubeconfig, issueForNode, issueShared } from './certificates.ts';
import { eventually, mustExecute } from './execute.ts';
import { type Image, layImage } from './images.ts';
import { apiServerManifest, etcdManifest, loopback, quietManifest } from './manifests.ts';
import { layDisk, Node } from './node.ts';
import type { Programs } from './programs.ts';
import { openWorld, standIn, type World } from './world.ts';

export interface ControlPlane {
  readonly world: World;
  readonly nodes: readonly Node[];
  /** Path of etcdctl of the etcd image, on every node. */
  readonly etcdctl: string;
  /** Runs kubectl on the operator's machine against the API server of `node` (default: the first). */
  kubectl(args: readonly string[], input?: string, node?: Node): Promise<string>;
  /** etcdctl over TLS on `node`, against its own member unless `endpoints` says otherwise. */
  etcd(node: Node, args: string): Promise<string>;
  close(): Promise<void>;
}

/** What nodes of one control plane have in common besides their programs. */
export interface NodeKind {
  /** Default: true. Without it, containerd's own ctr is all that nodes have. */
  readonly crictl?: boolean;
  /** Of their addresses; default: 4. */
  readonly family?: 4 | 6;
}

const ETCD_FLAGS =
  '--cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key';

const ENCRYPTION = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - aescbc:
      keys:
      - name: key1
        secret: ${randomBytes(32).toString('base64')}
  - identity: {}
`;

async function layImages(world: World, programs: Programs): Promise<readonly Image[]> {
  return [
    await layImage(world, 12, programs.etcd.image, programs.etcd.files),
    await layImage(world, 15, 'registry.k8s.io/kube-apiserver:v1.31.1', [{ from: programs.kubeApiServer }]),
    await layImage(world, 16, 'registry.k8s.io/kube-scheduler:v1.31.1', []),
    await layImage(world, 17, 'registry.k8s.io/kube-controller-manager:v1.31.1', []),
  ];
}

async function layTools(world: World, programs: Programs, { crictl = true }: NodeKind): Promise<void> {
  mkdirSync(world.path('tools'));
  for (const name of ['systemctl', 'ctr', ...(crictl ? ['crictl'] : [])]) {
    cpSync(standIn(`${name}.sh`), world.path(`tools/${name}`));
    await mustExecute(['chmod', '755', world.path(`tools/${name}`)]);
  }
  cpSync(programs.kubectl, world.path('tools/kubectl'));
}

async function layNode(
  world: World,
  node: Node,
  nodes: readonly Node[],
  images: readonly Image[],
): Promise<void> {
  layDisk(node, nodes, world.path('ssh'));
  const kubernetes = (path: string): string => `/etc/kubernetes/${path}`;
  await issueForNode(world.path('pki'), node.path(kubernetes('pki')), node.name, node.address);
  node.write(kubernetes('enc/enc.yaml'), ENCRYPTION);
  const config = adminKubeconfig(world.path('pki'), node.address);
  for (const name of ['admin', 'controller-manager', 'scheduler', 'kubelet']) {
    node.write(kubernetes(`${name}.conf`), config);
  }
  mkdirSync(node.path('/var/lib/etcd'), { mode: 0o700 });
  await mustExecute(['chmod', '700', node.path(kubernetes('manifests')), node.path('/root')]);
  const lines = images.map((image) => `${image.reference}\t${image.folder}\n`).join('');
  node.write('/var/lib/containerd/images', lines, 0o644);
  for (const image of images) {
    mkdirSync(node.path(image.folder), { recursive: true });
    const snapshot = basename(join(image.folder, '..'));
    await world.must(['mount', '--bind', `${world.dir}/images/${snapshot}`, node.worldPath(image.folder)]);
  }
}

function writeManifests(nodes: readonly Node[], images: readonly Image[], grown: boolean): void {
  const reference = (index: number): string => images[index]?.reference ?? '';
  for (const [index, node] of nodes.entries()) {
    const manifest = (name: string, text: string): void =>
      node.write(`/etc/kubernetes/manifests/${name}.yaml`, text);
    // All members start at once with the whole list; what stays is what kubeadm's growing list leaves.
    const whole = etcdManifest(node, nodes, reference(0)).replace(/.*initial-cluster-state=existing\n/, '');
    manifest('etcd', grown ? etcdManifest(node, nodes.slice(0, index + 1), reference(0)) : whole);
    manifest('kube-apiserver', apiServerManifest(node, reference(1)));
    manifest('kube-scheduler', quietManifest('kube-scheduler', reference(2)));
    manifest('kube-controller-manager', quietManifest('kube-controller-manager', reference(3)));
  }
}

/** Swaps the manifests of the first start for those that kubeadm leaves, under the running containers. */
async function adoptGrownManifests(nodes: readonly Node[], images: readonly Image[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.must('systemctl stop kubelet')));
  writeManifests(nodes, images, true);
  await Promise.all(
    nodes.map((node) => node.must('rm /run/stand-in/containers/*/hash; systemctl start kubelet')),
  );
}

/** Starts control-plane nodes `etcd-1`…`etcd-N` (or `names`) with etcd and kube-apiserver, and waits until all serve. */
export async function startControlPlane(
  programs: Programs,
  names: readonly string[] = ['etcd-1', 'etcd-2', 'etcd-3'],
  kind: NodeKind = {},
): Promise<ControlPlane> {
  const world = await openWorld();
  try {
    const nodes = names.map(
      (name, index) =>
        new Node(world, { name, address: `${kind.family === 6 ? 'fd00:77::' : '10.77.0.'}${11 + index}` }),
    );
    await issueShared(world.path('pki'));
    mkdirSync(world.path('ssh'));
    await mustExecute(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', world.path('ssh/key')]);
    await layTools(world, programs, kind);
    const images = await layImages(world, programs);
    await Promise.all(nodes.map((node) => layNode(world, node, nodes, images)));
    for (const node of nodes)
      cpSync(programs.sshd, node.path('/opt/sshd'), { recursive: true, verbatimSymlinks: true });
    for (const node of nodes) {
      writeFileSync(world.path(`${node.name}.conf`), adminKubeconfig(world.path('pki'), node.address));
    }
    writeManifests(nodes, images, false);
    await Promise.all(nodes.map((node) => node.boot()));
    const etcdctl = `${images[0]?.folder}/usr/local/bin/etcdctl`;
    const plane: ControlPlane = {
      world,
      nodes,
      etcdctl,
      kubectl: (args, input = '', node = nodes[0] as Node) =>
        world.must(
          [
            `${world.dir}/tools/kubectl`,
            `--kubeconfig=${world.dir}/${node.name}.conf`,
            `--cache-dir=${world.dir}/kube-cache`,
            ...args,
          ],
          { input },
        ),
      etcd: (node, args) => {
        const own = args.includes('--endpoints=') ? '' : `--endpoints=https://${loopback(node)}:2379`;
        return node.must(`ETCDCTL_API=3 ${etcdctl} ${ETCD_FLAGS} ${own} ${args}`);
      },
      close: () => world.close(),
    };
    await untilServing(plane);
    await adoptGrownManifests(nodes, images);
    return plane;
  } catch (error) {
    const told = lastWords(world, names);
    await world.close();
    throw new Error(`the control plane did not start\n${told}`, { cause: error });
  }
}

/** The end of every log of every node: what a person would look at when something does not come up. */
export function lastWords(world: World, names: readonly string[]): string {
  const logs = ['boot', 'kubelet', 'sshd', 'containers/etcd', 'containers/kube-apiserver'];
  return names
    .flatMap((name) => logs.map((log) => `nodes/${name}/var/log/${log}.log`))
    .filter((path) => existsSync(world.path(path)))
    .map((path) => `--- ${path}\n${readFileSync(world.path(path), 'utf8').slice(-1500)}`)
    .join('\n');
}

/** Until every API server answers `ok` on /readyz. */
export async function untilServing(plane: ControlPlane, nodes = plane.nodes, seconds = 180): Promise<void> {
  for (const node of nodes) {
    await eventually(seconds, async () => {
      const said = await plane.kubectl(['get', '--raw=/readyz', '--request-timeout=3s'], '', node);
      if (said !== 'ok') throw new Error(`${node.name}: ${said}`);
    });
  }
}
