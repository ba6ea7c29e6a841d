import type { Configuration } from '../backup/configuration.ts';
import type { ClusterNode } from '../backup/nodes.ts';
import { AHEAD_MS, pastRecords } from '../backup/records.ts';
import { nodesOfSpec } from '../backup/run/spec-nodes.ts';
import { humanSpan } from '../words/age.ts';
import { parseTime } from '../words/time.ts';
import { notKnown, ofConfiguration } from './check.ts';
import type { CheckFacts } from './facts.ts';
import { assumption } from './freshness/assumption.ts';
import { judge } from './freshness/freshness.ts';
import { runsOfOneRecord } from './freshness/one-record.ts';
import { TRIGGER } from './last-success.ts';
import { type Finding, failing, ok, unknown, warning } from './result.ts';

/** Each control-plane node has a fresh success of its own; one that joined after the last run is not late. Where no run ever left more than one record, the records cannot tell. */
export const everyNode = ofConfiguration({
  name: 'every-node',
  means: 'each control-plane node has a fresh successful backup of its own',
  needs: ['nodes'],
  decide(configuration, facts) {
    if ('unknown' in facts.nodes) return notKnown(facts.nodes);
    const members = facts.nodes.known.filter((node) => node.controlPlane);
    if (members.length === 0) return unknown('no node is labelled as a control-plane node');
    if (configuration.records.length > 0 && configuration.records.every(({ ip }) => ip === undefined))
      return unknown('no file name in the records tells its node');
    if (facts.freshness === undefined && facts.maxAgeMs === undefined)
      return unknown('no schedule says how old a backup may be');
    const late = members.flatMap((node) => lateness(node, configuration, facts) ?? []);
    const listed = nodesOfSpec(configuration.object, members);
    if (
      late.length > 0 &&
      listed.length > 0 &&
      late.every((one) => one.unseen && !isListed(one.node, listed))
    )
      return unlisted(late, listed);
    return together(late, members.length, configuration, facts);
  },
});

interface Late {
  readonly node: ClusterNode;
  /** No success of it is kept. */
  readonly unseen: boolean;
  readonly says: string;
  readonly certain: boolean;
}

function together(
  late: readonly Late[],
  count: number,
  configuration: Configuration,
  facts: CheckFacts,
): Finding {
  const says = late.map((one) => one.says).join('; ');
  const why =
    facts.maxAgeMs === undefined && facts.freshness !== undefined
      ? assumption(facts.freshness)
      : `--max-age ${humanSpan(facts.maxAgeMs ?? 0)}`;
  if (late.length === 0)
    return ok(`each of ${count} control-plane nodes has a fresh success, or none was due`);
  if (!late.some((one) => one.certain)) return unknown(says);
  const runs = runsOfOneRecord(pastRecords(configuration.records, facts.now), facts.freshness);
  if (runs !== undefined && late.length < count) return oneForAll(says, runs, configuration);
  const all = `not every node has a fresh success: ${says}`;
  if (configuration.paused && facts.maxAgeMs === undefined) return warning(all);
  return failing(`${all} (${why})`, TRIGGER);
}

const isListed = ({ name, ips }: ClusterNode, listed: readonly string[]): boolean =>
  listed.some((one) => one === name || ips.includes(one));

/** No backup mends that: the list leaves them out. */
function unlisted(late: readonly Late[], listed: readonly string[]): Finding {
  const says = late.map((one) => one.says).join('; ');
  return warning(`${says}: the spec of the resource lists only ${listed.join(', ')}`, {
    advice: 'add them to that list, or, where it is meant so, leave this check out with --skip every-node',
  });
}

/** A platform that writes one record for all nodes would fail for ever, and one that backs up one node only must not pass. */
function oneForAll(says: string, runs: number, { local }: Configuration): Finding {
  return warning(
    `each of the ${runs} runs in the records left one record, not one per node: whether the others are backed up is not known; ${says}`,
    {
      advice: `look for new files in ${local.path ?? 'the folder of local copies'} on those nodes; where the platform backs up one node for all, leave this check out with --skip every-node`,
    },
  );
}

/** Undefined where the node is not late. */
function lateness(node: ClusterNode, { records }: Configuration, facts: CheckFacts): Late | undefined {
  const now = facts.now.getTime();
  const times = records.flatMap(({ ip, outcome, taken }) =>
    outcome === 'succeeded' && taken !== undefined && ip !== undefined && node.ips.includes(ip)
      ? taken.getTime()
      : [],
  );
  const newest = times.filter((time) => time <= now + AHEAD_MS).sort((a, b) => b - a)[0];
  const joined = node.created === undefined ? undefined : parseTime(node.created)?.getTime();
  const old =
    newest === undefined ? `${node.name} has none` : `${node.name}'s is ${humanSpan(now - newest)} old`;
  const late = { node, unseen: newest === undefined };
  if (facts.maxAgeMs !== undefined) {
    const from = newest ?? joined;
    return from !== undefined && now - from <= facts.maxAgeMs
      ? undefined
      : { ...late, says: old, certain: true };
  }
  if (facts.freshness === undefined) return undefined;
  const { since, seen, marginMs } = facts.freshness;
  const verdict = judge(facts.freshness, newest, later(since, joined));
  if (verdict.state !== 'stale') return undefined;
  const oldest = seen[0];
  // Its record may have been trimmed away by newer ones of others.
  if (newest === undefined && oldest !== undefined && oldest > verdict.due + marginMs)
    return {
      ...late,
      says: `${old} in the records that are kept, which do not reach back to the last run`,
      certain: false,
    };
  return { ...late, says: old, certain: true };
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
