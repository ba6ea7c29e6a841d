/**
 * Which objects of a bucket may go. Whatever the rules say, the newest good backup of each node stays, and so does everything
 * that is not surely a backup of this cluster.
 */
import type { StoredObject } from '../ports/object-store.ts';
import { backupFileIp, baseName } from './file-name.ts';
import { type ClusterNode, namesByIp } from './nodes.ts';
import type { BackupRecord } from './records.ts';
import { type BackupRun, isGood, orderOf, type Prunable, runsOf, writtenAt } from './runs.ts';

export interface PruneRules {
  /** So many of the newest runs stay. */
  readonly keep: number | undefined;
  /** Only what is older may go. */
  readonly olderThanSeconds: number | undefined;
}

export interface PruneFacts {
  /** Objects of the folder with the name of a backup. */
  readonly objects: readonly StoredObject[];
  /** The folder's prefix; objects in folders below are touched only where records name some of them. */
  readonly prefix: string;
  readonly records: readonly BackupRecord[];
  readonly nodes: readonly ClusterNode[];
  readonly rules: PruneRules;
  readonly now: Date;
}

export interface PrunePlan {
  /** Oldest first. */
  readonly deletions: readonly Prunable[];
  /** How many runs go. */
  readonly runs: number;
  readonly keptRuns: number;
  /** The newest good backup of each node that has one. */
  readonly newest: readonly Prunable[];
  /** Backups in the folder that are not surely this cluster's: untouched. */
  readonly untouched: number;
  readonly warnings: readonly string[];
}

/** Both rules together delete only what both let go. */
export function planPrune(facts: PruneFacts): PrunePlan {
  const names = namesByIp(facts.nodes);
  const failed = new Set(
    facts.records.flatMap(({ fileName, outcome }) => (outcome === 'failed' ? (fileName ?? []) : [])),
  );
  const folders = foldersOf(facts);
  const ours = facts.objects.flatMap((object): Prunable[] => {
    const file = baseName(object.key);
    const ip = backupFileIp(file);
    const inPlace = folders.has(object.key.slice(0, -file.length));
    if (ip === undefined || !inPlace || !hasIp(facts.nodes, ip)) return [];
    return [{ ...object, file, ip, node: names.get(ip) ?? ip, failed: failed.has(file) }];
  });
  const runs = runsOf(ours);
  const newest = newestGood(runs);
  const going = runsToGo(runs, facts);
  const deletions = going
    .flatMap((run) => run.objects)
    .filter((object) => !newest.includes(object))
    .sort((a, b) => orderOf(a) - orderOf(b));
  const left = runs.filter((run) => run.objects.some((object) => !deletions.includes(object)));
  return {
    deletions,
    runs: runs.length - left.length,
    keptRuns: left.length,
    newest,
    untouched: facts.objects.length - ours.length,
    warnings: strangersWarning(ours, facts.records),
  };
}

/** The folder itself, and those below in which the product was seen to file backups. */
function foldersOf({ objects, prefix, records }: PruneFacts): ReadonlySet<string> {
  const named = new Set(records.flatMap(({ fileName }) => fileName ?? []));
  const seen = objects.filter(({ key }) => named.has(baseName(key)));
  return new Set([prefix, ...seen.map(({ key }) => key.slice(0, -baseName(key).length))]);
}

function hasIp(nodes: readonly ClusterNode[], ip: string): boolean {
  return nodes.some((node) => node.ips.includes(ip));
}

/** In the order of the runs: the first good one of each node. */
function newestGood(runs: readonly BackupRun[]): Prunable[] {
  const newest = new Map<string, Prunable>();
  for (const object of runs.flatMap((run) => run.objects).filter(isGood))
    if (!newest.has(object.ip)) newest.set(object.ip, object);
  return [...newest.values()];
}

/** `keep` counts runs with something good in them: failed ones in between do not push good ones out. */
function runsToGo(runs: readonly BackupRun[], { rules, now }: PruneFacts): BackupRun[] {
  const { keep, olderThanSeconds } = rules;
  let good = 0;
  return runs.filter((run) => {
    const kept = keep !== undefined && good < keep;
    if (run.objects.some(isGood)) good += 1;
    if (kept) return false;
    if (olderThanSeconds === undefined) return keep !== undefined;
    return now.getTime() - run.newest > olderThanSeconds * 1000;
  });
}

/** The same private addresses in two clusters with one folder look alike; records of the time in between tell. */
function strangersWarning(ours: readonly Prunable[], records: readonly BackupRecord[]): string[] {
  const named = new Set(records.flatMap(({ fileName }) => fileName ?? []));
  const times = records.flatMap(({ taken }) => taken?.getTime() ?? []);
  if (times.length < 2) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const strange = ours.filter(
    (object) => !named.has(object.file) && writtenAt(object) > first && writtenAt(object) < last,
  );
  if (strange.length === 0) return [];
  return [
    `${strange.length} of these backups were written while this cluster kept records, and are in none: does another cluster with the same addresses use this folder? (${strange[0]?.file})`,
  ];
}
