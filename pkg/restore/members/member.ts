/** A member of the etcd cluster, with what the plan must know of it; and what all members together must keep to. */
import { canonicalIp } from '../../backup/file-name.ts';
import { UserError } from '../../errors.ts';
import { visible } from '../../words/visible.ts';
import { ipTrouble, readEtcdUrl } from './address.ts';
import { nodeNameTrouble } from './node-name.ts';

export interface Member {
  /** The Kubernetes node. */
  readonly node: string;
  /** etcd's `--name`; kubeadm gives it the node's. */
  readonly name: string;
  /** In canonical form, of the peer URL where that has one. */
  readonly ip: string;
  /** `--initial-advertise-peer-urls`, letter for letter. */
  readonly peerUrl: string;
  readonly dataDir: string;
  /** `--wal-dir`; undefined where the log lies in the data dir. */
  readonly walDir: string | undefined;
  /** As the static pod names it; undefined where nobody could ask. */
  readonly image: string | undefined;
}

/** kubeadm's. */
export const DATA_DIR = '/var/lib/etcd';
export const PEER_PORT = 2380;

/** How to say it instead; `kit` reads members too, and has no such flag. */
export const BY_HAND = 'restore --node NAME=IP names every control-plane node by hand';
const INSTEAD = `${BY_HAND}; where etcd is really set up like this, contact support`;

/** Why a path of the node cannot be a data dir; undefined for a good one. */
export function dataDirTrouble(path: string): string | undefined {
  if (!path.startsWith('/')) return 'it is not absolute';
  if (visible(path) !== path || /[\n\r]/.test(path)) return 'it has control characters';
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => part === '.' || part === '..')) return 'it has "." or ".." in it';
  if (parts.length < 2) return 'it is the root or a folder of the system';
  return path.length > 1024 ? 'it is too long' : undefined;
}

/** Each one by itself, then no two alike. Throws UserError that names the first that cannot be planned for. */
export function checkMembers(members: readonly Member[]): void {
  for (const member of members) checkMember(member);
  for (const [what, of] of UNIQUE) {
    const seen = new Map<string, string>();
    for (const member of members) {
      const other = seen.get(of(member));
      if (other !== undefined)
        throw new UserError(
          other === member.node
            ? `node ${member.node} is there twice`
            : `nodes ${other} and ${member.node} have the same ${what}: ${of(member)}`,
          { hint: INSTEAD },
        );
      seen.set(of(member), member.node);
    }
  }
}

const UNIQUE: readonly (readonly [string, (member: Member) => string])[] = [
  ['name', ({ node }) => node],
  ['member name', ({ name }) => name],
  ['IP', ({ ip }) => ip],
  ['peer URL', ({ peerUrl }) => peerUrl.toLowerCase()],
];

function checkMember({ node, name, ip, peerUrl, dataDir, walDir }: Member): void {
  const troubles: readonly (readonly [string, string | undefined])[] = [
    [`node name "${node}"`, nodeNameTrouble(node)],
    [`member name "${name}" of node ${node}`, memberNameTrouble(name)],
    [`IP "${ip}" of node ${node}`, ipTrouble(ip)],
    [`peer URL "${peerUrl}" of node ${node}`, peerTrouble(peerUrl)],
    [`data dir "${dataDir}" of node ${node}`, dataDirTrouble(dataDir)],
    [`WAL dir "${walDir}" of node ${node}`, walDir === undefined ? undefined : dataDirTrouble(walDir)],
  ];
  for (const [what, trouble] of troubles)
    if (trouble !== undefined) throw new UserError(`${what} cannot be used: ${trouble}`, { hint: INSTEAD });
}

/** etcd takes any text; a comma or `=` would end the name inside `--initial-cluster`. */
function memberNameTrouble(name: string): string | undefined {
  return /^[A-Za-z0-9]([-A-Za-z0-9._:]{0,251}[A-Za-z0-9])?$/.test(name)
    ? undefined
    : 'a member is named by letters, digits, "-", "_", "." and ":"';
}

function peerTrouble(peerUrl: string): string | undefined {
  const url = readEtcdUrl(peerUrl);
  if (url === undefined) return 'one URL like https://10.0.0.1:2380 is wanted';
  const ip = canonicalIp(url.host);
  return ip === undefined ? undefined : ipTrouble(ip);
}
