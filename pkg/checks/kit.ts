import type { Configuration } from '../backup/configuration.ts';
import type { ClusterNode } from '../backup/nodes.ts';
import { humanSpan } from '../words/age.ts';
import { notKnown, ofConfiguration } from './check.ts';
import type { KitFacts } from './facts.ts';
import { type Fix, failing, ok, own, unknown } from './result.ts';

/** The kit for a restore without the API is there and whole, and is of this cluster as it is today. */
export const kit = ofConfiguration({
  name: 'kit',
  means: 'the kit of --kit DIR is there and whole, and shows this cluster as it is today',
  needs: ['nodes', 'kit'],
  asked: 'kit',
  decide(configuration, facts) {
    if (facts.kit === undefined) return unknown('no kit was read');
    if ('unknown' in facts.kit) return notKnown(facts.kit);
    if ('broken' in facts.kit) return failing(facts.kit.broken.message, fixOf(facts.kit.broken.folder));
    const { folder, kit: saved, damage } = facts.kit.known;
    const other = otherCluster(facts.kit.known);
    if (other !== undefined) return failing(other, { advice: "give the folder of this cluster's kit" });
    if (damage.length > 0)
      return failing(`the kit is damaged: ${few(damage)}`, {
        ...fixOf(folder),
        advice: 'it writes the kit anew: keep elsewhere what you wrote into its files yourself',
      });
    if ('unknown' in facts.nodes) return unknown(facts.nodes.unknown);
    const changed = [
      ...changedMembers(facts.kit.known, facts.nodes.known),
      ...changedSettings(facts.kit.known, configuration),
    ];
    const age = `the kit is ${humanSpan(facts.now.getTime() - saved.saved.getTime())} old`;
    if (changed.length > 0)
      return failing(`${age}, and since then changed: ${changed.join('; ')}`, fixOf(folder));
    const doubt = doubtOf(facts.kit.known);
    if (doubt !== undefined)
      return unknown(`${age}, and whether it is of this cluster is not known: ${doubt}`);
    return ok(`${age}, and shows ${saved.members.length} control-plane nodes as they are today`);
  },
});

const few = ([first = '', second, ...more]: readonly string[]): string =>
  second === undefined ? first : `${first}; ${second}${more.length === 0 ? '' : `; and ${more.length} more`}`;

const fixOf = (folder: string): Fix => ({ command: own('kit', folder) });

function otherCluster({ kit: { cluster }, kubeSystemUid }: KitFacts): string | undefined {
  if (kubeSystemUid === undefined || cluster.kubeSystemUid === undefined) return undefined;
  return kubeSystemUid === cluster.kubeSystemUid
    ? undefined
    : `the kit is of another cluster, ${cluster.server}`;
}

/** Other clusters may have nodes of the same names and addresses. */
function doubtOf({ kit: { cluster }, kubeSystemUid }: KitFacts): string | undefined {
  if (cluster.kubeSystemUid === undefined) return 'it was saved without the uid of the namespace kube-system';
  return kubeSystemUid === undefined ? 'the uid of the namespace kube-system cannot be read here' : undefined;
}

/** By name and IP: a restore goes to these. */
function changedMembers({ kit: { members } }: KitFacts, nodes: readonly ClusterNode[]): string[] {
  const today = nodes.filter((node) => node.controlPlane);
  const joined = today.filter(({ name }) => !members.some(({ node }) => node === name));
  const left = members.filter(({ node }) => !today.some(({ name }) => name === node));
  const moved = members.filter(({ node, ip }) =>
    today.some((one) => one.name === node && !one.ips.includes(ip)),
  );
  return [
    ...joined.map(({ name }) => `${name} joined`),
    ...left.map(({ node }) => `${node} left`),
    ...moved.map(({ node, ip }) => `${node} no longer has ${ip}`),
  ];
}

function changedSettings(
  { kit: { s3, localPath } }: KitFacts,
  { s3: target, local }: Configuration,
): string[] {
  const same = (['endpoint', 'bucket', 'dir'] as const).every((field) => s3?.[field] === target?.[field]);
  return [...(same ? [] : ['the S3 target']), ...(localPath === local.path ? [] : ['the local path'])];
}
