/** How many members there are, who of them is gone, and whether a plan can be made for that. */
import { isIp } from '../backup/file-name.ts';
import { UsageError } from '../errors.ts';
import type { Member } from './members/member.ts';
import type { Notice } from './notice.ts';

export interface TopologyFlags {
  /** `--without`: nodes whose machines are gone for good. */
  readonly without: readonly string[];
  readonly allowUnsupported: boolean;
}

export interface Topology {
  /** Who restores, in order. */
  readonly present: readonly Member[];
  /** Who stays in the member list and must not come back by itself. */
  readonly absent: readonly Member[];
  readonly notices: readonly Notice[];
}

/** Members that make a majority. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** Throws UsageError where the product's documentation sends people to support, or no majority is left. */
export function topologyOf(
  members: readonly Member[],
  { without, allowUnsupported }: TopologyFlags,
): Topology {
  const gone = new Set(without);
  for (const node of gone)
    if (!members.some((member) => member.node === node))
      throw new UsageError(
        `--without ${node}: there is no such control-plane node`,
        `there is ${members.map((member) => member.node).join(', ')}`,
      );
  const count = members.length;
  if (count !== 1 && count !== 3 && !allowUnsupported)
    throw new UsageError(
      `${count} control-plane nodes: the documented restore is for 3 of them, with any other number contact support`,
      count === 2
        ? 'name all three; --without NODE is for one that is gone. --allow-unsupported-topology plans anyway'
        : '--allow-unsupported-topology plans anyway, untested',
    );
  const present = members.filter((member) => !gone.has(member.node));
  if (present.length < majorityOf(count))
    throw new UsageError(
      `--without leaves ${present.length} of ${count} members: etcd needs ${majorityOf(count)} of them to start`,
      'replace the machine first, under the same name and IP, or restore with fewer members and contact support',
    );
  return { present, absent: members.filter((member) => gone.has(member.node)), notices: noticesOf(members) };
}

function noticesOf(members: readonly Member[]): Notice[] {
  const notices: Notice[] = [];
  const count = members.length;
  if (count === 1) notices.push({ is: 'one-node' });
  else if (count !== 3) notices.push({ is: 'unsupported-topology', count });
  const ipNames = members.filter(({ node }) => isIp(node)).map(({ node }) => node);
  if (ipNames.length > 0) notices.push({ is: 'ip-names', nodes: ipNames });
  return notices;
}
