import { nodeStatuses } from '../backup/node-status.ts';
import { type BackupRecord, pastRecords } from '../backup/records.ts';
import { humanSpan } from '../words/age.ts';
import { ofConfiguration } from './check.ts';
import type { CheckFacts } from './facts.ts';
import { again } from './last-success.ts';
import { failing, ok, own, warning } from './result.ts';

/** So many of a node's newest finished backups are looked at. */
const LATELY = 5;

/** The last backup of each node did not fail, and none fails again and again. */
export const noFailures = ofConfiguration({
  name: 'no-failures',
  means: "each node's newest backup did not fail, and none fails again and again",
  needs: ['nodes'],
  decide(configuration, facts) {
    const records = pastRecords(configuration.records, facts.now).filter(
      ({ outcome }) => outcome !== 'unfinished',
    );
    if (records.length === 0) return ok('no backup that ended is recorded');
    const nodes = histories(records, facts);
    const failed = nodes.filter(({ own: [newest] }) => newest?.outcome === 'failed');
    if (failed.length > 0)
      return failing(failed.map((one) => saysOf(one, facts.now)).join('; '), again(...only(failed)));
    const often = nodes.filter(({ own: list }) => failures(list) >= 2);
    if (often.length === 0) return ok('the newest backup of each node succeeded');
    const says = often.map(
      ({ node, own: list }) => `${node} failed ${failures(list)} of its last ${list.length}`,
    );
    return warning(says.join('; '), {
      command: own('list', '--failed', ...only(often), '-o', 'wide'),
      advice: 'shows what went wrong',
    });
  },
});

interface History {
  readonly node: string;
  /** Newest first, `LATELY` at most, but all failures in a row. */
  readonly own: readonly BackupRecord[];
  /** Failures in a row up to now. */
  readonly row: number;
}

/**
 * By control-plane node, so that the last failure of one that has gone is forgotten; where no record is of any of them, by
 * the IPs of the records. Records whose file name tells no node are one history of their own.
 */
function histories(records: readonly BackupRecord[], { nodes }: CheckFacts): History[] {
  const seen = new Set(records.map(({ ip }) => ip));
  const all = 'known' in nodes ? nodes.known : [];
  const known = all.some(({ controlPlane, ips }) => controlPlane && ips.some((ip) => seen.has(ip)))
    ? all
    : undefined;
  const members = nodeStatuses(records, known).map(({ node }) => ({
    node,
    ips: known?.find((one) => one.name === node)?.ips ?? [node],
  }));
  const named = members.map(({ node, ips }) =>
    historyOf(
      node,
      records.filter(({ ip }) => ip !== undefined && ips.includes(ip)),
    ),
  );
  const unnamed = records.filter(({ ip }) => ip === undefined);
  return unnamed.length === 0 ? named : [...named, historyOf('a node that no file name tells', unnamed)];
}

function historyOf(node: string, records: readonly BackupRecord[]): History {
  const good = records.findIndex(({ outcome }) => outcome === 'succeeded');
  return { node, own: records.slice(0, LATELY), row: good === -1 ? records.length : good };
}

const failures = (records: readonly BackupRecord[]): number =>
  records.filter(({ outcome }) => outcome === 'failed').length;

function saysOf({ node, own: [newest], row }: History, now: Date): string {
  const times = row === 1 ? '' : `, ${row} in a row`;
  const ago = newest?.taken === undefined ? '' : ` ${humanSpan(now.getTime() - newest.taken.getTime())} ago`;
  const said = newest?.message === undefined ? newest?.result : `${newest.result}: ${newest.message}`;
  return `the newest backup of ${node} failed${ago}${times}: ${said}`;
}

/** The words of `list` that choose the records of these nodes. */
function only(nodes: readonly History[]): string[] {
  const [one, ...more] = nodes;
  return one === undefined || more.length > 0 || one.node.includes(' ') ? [] : ['--node', one.node];
}
