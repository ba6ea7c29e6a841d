/** Members as a person names them when the API is gone: `--node NAME=IP`, once for each. */
import { canonicalIp } from '../../backup/file-name.ts';
import { UsageError, UserError } from '../../errors.ts';
import { etcdUrl, ipTrouble } from './address.ts';
import { checkMembers, DATA_DIR, dataDirTrouble, type Member, PEER_PORT } from './member.ts';
import { nodeNameTrouble } from './node-name.ts';

export interface NodeFlags {
  /** `NAME=IP`, one for each control-plane node. */
  readonly nodes: readonly string[];
  /** `--data-dir`: on every node. */
  readonly dataDir?: string | undefined;
}

/** In the order given: the first is the node where the plan verifies. Throws UsageError. */
export function membersFromFlags({ nodes, dataDir = DATA_DIR }: NodeFlags): readonly Member[] {
  const trouble = dataDirTrouble(dataDir);
  if (trouble !== undefined) throw new UsageError(`--data-dir ${dataDir} cannot be used: ${trouble}`);
  const members = nodes.map((text) => memberOf(text, dataDir));
  try {
    checkMembers(members);
  } catch (error) {
    throw error instanceof UserError ? new UsageError(`--node: ${error.message}`) : error;
  }
  return members;
}

function memberOf(text: string, dataDir: string): Member {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--node ${text} is not NAME=IP`, 'write it like --node etcd-1=10.0.0.1');
  const node = text.slice(0, at);
  const address = text.slice(at + 1).replace(/^\[(.*)\]$/, '$1');
  const wrong = (trouble: string): UsageError =>
    new UsageError(`--node ${text}: ${trouble}`, 'write it like --node etcd-1=10.0.0.1');
  const nameTrouble = nodeNameTrouble(node);
  if (nameTrouble !== undefined) throw wrong(nameTrouble);
  if (address.includes(','))
    throw wrong('one address for each node is wanted: the one that its etcd talks to its peers at');
  const ip = canonicalIp(address);
  const trouble = ipTrouble(address);
  if (ip === undefined || trouble !== undefined) throw wrong(`${address}: ${trouble}`);
  return {
    node,
    name: node,
    ip,
    peerUrl: etcdUrl(ip, PEER_PORT),
    dataDir,
    walDir: undefined,
    image: undefined,
  };
}
