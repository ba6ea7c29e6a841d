/** Which nodes will report a backup that is asked for now. */
import type { Configuration } from '../configuration.ts';
import { isIp } from '../file-name.ts';
import { type ClusterNode, namesByIp } from '../nodes.ts';
import { pastRuns } from './past-runs.ts';
import { nodesOfSpec } from './spec-nodes.ts';

/** How the expected nodes were found. */
export type ExpectedBy = 'flag' | 'spec' | 'past-runs' | 'control-plane';

export interface ExpectedNode {
  /** The node's name where nodes can be read, else the IP. */
  readonly node: string;
  readonly ips: readonly string[];
}

export interface Expected {
  readonly by: ExpectedBy;
  /** How many nodes must report. */
  readonly count: number;
  /** Which ones; empty: any. */
  readonly nodes: readonly ExpectedNode[];
  /** Control-plane nodes that no past run shows: they are not waited for. */
  readonly unseen: readonly string[];
}

/** So many runs are looked at: a node that has left is forgotten, one night's failure is not. */
const RUNS = 5;

/**
 * The spec's own list where it has one, else what past runs show, else all control-plane nodes. undefined where none
 * of them can tell: nodes cannot be read, and nothing was backed up yet.
 */
export function expectedNodes(
  configuration: Configuration,
  nodes: readonly ClusterNode[] | undefined,
  asked: number | undefined,
): Expected | undefined {
  if (asked !== undefined) return { by: 'flag', count: asked, nodes: [], unseen: [] };
  const listed = nodesOfSpec(configuration.object, nodes).map((one) => nodeNamed(one, nodes));
  if (listed.length > 0) return { by: 'spec', count: listed.length, nodes: listed, unseen: [] };
  return ofPastRuns(configuration, nodes) ?? allControlPlane(nodes);
}

function nodeNamed(text: string, nodes: readonly ClusterNode[] | undefined): ExpectedNode {
  const known = nodes?.find((node) => node.name === text || node.ips.includes(text));
  if (known !== undefined) return { node: known.name, ips: known.ips };
  return { node: text, ips: isIp(text) ? [text] : [] };
}

function ofPastRuns(
  configuration: Configuration,
  nodes: readonly ClusterNode[] | undefined,
): Expected | undefined {
  const runs = pastRuns(configuration.records).slice(0, RUNS);
  // One run with one record may be a run in which the others were silent: two say that this is the way.
  if (runs.length > 1 && runs.every((run) => run.length === 1))
    return { by: 'past-runs', count: 1, nodes: [], unseen: [] };
  const ips = [...new Set(runs.filter((run) => run.length > 1).flatMap(ipsOf))].sort();
  const members = nodes?.filter((node) => node.controlPlane);
  const names = namesByIp(nodes ?? []);
  const known = ips.filter((ip) => members === undefined || members.some((node) => node.ips.includes(ip)));
  if (known.length < 2) return undefined;
  const reporting = known.map((ip) => nodeNamed(names.get(ip) ?? ip, nodes));
  const unseen = members?.filter((node) => !reporting.some((one) => one.node === node.name)) ?? [];
  return {
    by: 'past-runs',
    count: reporting.length,
    nodes: reporting,
    unseen: unseen.map((node) => node.name),
  };
}

function ipsOf(run: readonly { readonly ip: string | undefined }[]): string[] {
  return run.flatMap((record) => record.ip ?? []);
}

function allControlPlane(nodes: readonly ClusterNode[] | undefined): Expected | undefined {
  const members = nodes?.filter((node) => node.controlPlane) ?? [];
  if (members.length === 0) return undefined;
  const expected = members.map(({ name, ips }) => ({ node: name, ips }));
  return { by: 'control-plane', count: expected.length, nodes: expected, unseen: [] };
}
