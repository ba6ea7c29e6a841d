/** Members from the API: the control-plane nodes, each with its static etcd pod. */
import { canonicalIp } from '../../backup/file-name.ts';
import type { ClusterNode } from '../../backup/nodes.ts';
import { UserError } from '../../errors.ts';
import { quote } from '../../shell/quote.ts';
import type { Notice } from '../notice.ts';
import { etcdUrl, readEtcdUrl } from './address.ts';
import { BY_HAND, checkMembers, DATA_DIR, type Member, PEER_PORT } from './member.ts';
import { argumentOf, type EtcdPod, etcdPodOn } from './static-pod.ts';

export interface FoundMembers {
  readonly members: readonly Member[];
  /** What the person should know about how they were found. */
  readonly notices: readonly Notice[];
}

/** `pods` is undefined where they may not be read. Throws UserError for nodes that no plan can be made for. */
export function membersFromApi(
  nodes: readonly ClusterNode[],
  pods: readonly EtcdPod[] | undefined,
): FoundMembers {
  const controlPlane = nodes.filter((node) => node.controlPlane);
  if (controlPlane.length === 0)
    throw new UserError('the API shows no control-plane node', {
      hint: BY_HAND,
    });
  mustHaveLabels(controlPlane, pods ?? []);
  const found = controlPlane.map((node) => memberOf(node, etcdPodOn(node.name, pods ?? [])));
  const members = found.map(({ member }) => member);
  checkMembers(members);
  return { members, notices: found.flatMap(({ notices }) => notices) };
}

/** A member that the plan leaves out would stay behind with the old state. */
function mustHaveLabels(controlPlane: readonly ClusterNode[], pods: readonly EtcdPod[]): void {
  const known = new Set(controlPlane.map(({ name }) => name));
  const other = pods.find(({ name, node }) => name === `etcd-${node}` && !known.has(node));
  if (other === undefined) return;
  throw new UserError(`etcd runs on ${other.node}, which the API does not show as a control-plane node`, {
    hint: `look at kubectl get node ${quote(other.node)} --show-labels: node-role.kubernetes.io/control-plane belongs there`,
  });
}

function memberOf(node: ClusterNode, pod: EtcdPod | undefined): { member: Member; notices: Notice[] } {
  const words = pod?.words ?? [];
  const peerUrl = argumentOf(words, 'initial-advertise-peer-urls');
  // A pod may hide its arguments in a shell, a file or the environment.
  const notices: Notice[] = peerUrl === undefined ? [{ is: 'no-etcd-pod', node: node.name }] : [];
  const ip = ipOf(node, peerUrl, notices);
  return {
    member: {
      node: node.name,
      name: argumentOf(words, 'name') ?? node.name,
      ip,
      peerUrl: peerUrl ?? etcdUrl(ip, PEER_PORT),
      dataDir: argumentOf(words, 'data-dir') ?? DATA_DIR,
      walDir: argumentOf(words, 'wal-dir') || undefined,
      image: pod?.image,
    },
    notices,
  };
}

/** The address that etcd itself uses, else the node's first: a dual-stack node has two. */
function ipOf(node: ClusterNode, peerUrl: string | undefined, notices: Notice[]): string {
  const ips = node.ips.flatMap((one) => canonicalIp(one) ?? []);
  const peer = canonicalIp((peerUrl === undefined ? undefined : readEtcdUrl(peerUrl))?.host ?? '');
  const [first] = ips;
  if (peer !== undefined) {
    if (!ips.includes(peer)) notices.push({ is: 'moved-address', node: node.name, peer, ips: node.ips });
    return peer;
  }
  if (first === undefined)
    throw new UserError(`node ${node.name} has no InternalIP that can be read`, {
      hint: BY_HAND,
    });
  if (ips.length > 1) notices.push({ is: 'several-addresses', node: node.name, ip: first, ips });
  return first;
}
