/** What a person should know about a backup that they ask for: before the request, and when it is over. */
import { visible } from '../../words/visible.ts';
import type { Configuration } from '../configuration.ts';
import { type ClusterNode, namesByIp } from '../nodes.ts';
import type { BackupRecord } from '../records.ts';
import type { Expected } from './expected.ts';
import { unfinished } from './fresh-records.ts';
import type { NodeRun } from './outcome.ts';
import { pastRuns } from './past-runs.ts';

/** A run may go on for so long, and clocks differ by so much, that its last records are still to come. */
const RECENT_MS = 20 * 60_000;

/** Pointed out before the request goes out. */
export function notesBefore(
  configuration: Configuration,
  nodes: readonly ClusterNode[] | undefined,
  expected: Expected | undefined,
  now: Date,
): string[] {
  const running = unfinished(configuration.records);
  return [
    ...(configuration.paused ? [PAUSED] : []),
    ...(running.length > 0 ? [runningNote(running, nodes)] : lateNote(configuration.records, expected, now)),
    ...unseenNote(expected),
  ];
}

const PAUSED =
  'scheduled backups are paused; this asks for one all the same (whether the platform makes it while paused is not documented)';

function runningNote(running: readonly BackupRecord[], nodes: readonly ClusterNode[] | undefined): string {
  const names = namesByIp(nodes ?? []);
  const who = running.slice(0, 5).map((record) => {
    const node = record.ip === undefined ? 'a node' : (names.get(record.ip) ?? record.ip);
    return `${node}: ${visible(record.result ?? 'no result yet')}`;
  });
  const told = running.every((record) => record.fileName !== undefined);
  return `a backup seems to be running already (${who.join(', ')}); ${
    told
      ? 'its records are told apart by their file names'
      : 'its records may not be told apart from those of this one'
  }`;
}

/** The newest run lacks nodes that will be waited for, and is young enough to be going on. */
function lateNote(records: readonly BackupRecord[], expected: Expected | undefined, now: Date): string[] {
  const run = pastRuns(records)[0] ?? [];
  const newest = run.at(-1)?.taken;
  if (newest === undefined || Math.abs(now.getTime() - newest.getTime()) > RECENT_MS) return [];
  const reported = new Set(run.flatMap((record) => record.ip ?? []));
  const late = (expected?.nodes ?? []).filter((node) => !node.ips.some((ip) => reported.has(ip)));
  if (late.length === 0) return [];
  const who = late.map((node) => visible(node.node)).join(', ');
  return [
    `another backup may be running: its records of ${who} are not there yet, and cannot be told apart from those of this one`,
  ];
}

function unseenNote(expected: Expected | undefined): string[] {
  if (expected === undefined || expected.unseen.length === 0) return [];
  const who = expected.unseen.map(visible).join(', ');
  return [`no past backup has a record of ${who}: not waited for; --expect sets how many nodes are`];
}

/** Found when the records are in. */
export function notesAfter(
  expected: Expected | undefined,
  nodes: readonly NodeRun[],
  others: readonly BackupRecord[],
): string[] {
  const twice = nodes.filter((node) => node.records.length > 1).map(twiceNote);
  const one = expected?.by === 'past-runs' && expected.nodes.length === 0;
  const surplus =
    one && nodes.length > 1 ? [`${nodes.length} new records came, where past backups left one each`] : [];
  const foreign =
    others.length > 0 ? [`not counted: ${others.length} records of the backup that was running before`] : [];
  return [...twice, ...surplus, ...foreign];
}

function twiceNote({ node, records }: NodeRun): string {
  return `${visible(node ?? 'a node')} has ${records.length} new records where one backup was asked for: a scheduled one at the same time, or a proxy that repeated the request`;
}
