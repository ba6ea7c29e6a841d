import { backupFileIp } from '../backup/file-name.ts';
import { type ClusterNode, namesByIp } from '../backup/nodes.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { humanSize } from '../words/size.ts';
import { openBucket } from './bucket.ts';
import { ofConfiguration } from './check.ts';
import { failing, ok, skipped, unknown, warning } from './result.ts';

/** Backups of a node do not shrink suddenly: a snapshot of half the size is one of another, or of a damaged database. */
export const s3Sizes = ofConfiguration({
  name: 's3-sizes',
  means: "no node's newest copy in the bucket is empty, or less than half as large as those before (--s3)",
  needs: ['nodes', 'bucket'],
  asked: 's3',
  decide({ s3 }, facts) {
    if (s3 === undefined) return skipped('S3 is not set');
    const found = openBucket(facts);
    if ('finding' in found) return found.finding;
    const trends = trendsOf(found.bucket.objects, 'known' in facts.nodes ? facts.nodes.known : []);
    if (trends.length === 0) return unknown('no object in the folder has the name of a backup of a node');
    const shrunk = trends.filter(({ newest, before = 0 }) => newest.size === 0 || newest.size < before / 2);
    if (shrunk.length === 0) return ok('no newest copy is empty, or less than half as large as those before');
    const says = shrunk.map(({ node, newest, before }) => {
      const then = before === undefined ? 'and there is none before' : `those before ${humanSize(before)}`;
      return `${node}'s newest copy has ${humanSize(newest.size)}, ${then}`;
    });
    const fix = { advice: 'download the newest copy, and look into it: kubectl etcdbackup inspect FILE' };
    return (shrunk.some(({ newest }) => newest.size === 0) ? failing : warning)(says.join('; '), fix);
  },
});

export interface Trend {
  readonly node: string;
  readonly newest: StoredObject;
  /** The usual size before: the median of the five before the newest; undefined where there are none. */
  readonly before: number | undefined;
}

/**
 * By node; which copy is the newest is told by when the bucket got it. Where control-plane nodes are known, copies of others
 * are left out: those of a node that has gone never grow again, and a folder may be shared by clusters.
 */
export function trendsOf(objects: readonly StoredObject[], nodes: readonly ClusterNode[]): Trend[] {
  const names = namesByIp(nodes);
  const members = new Set(nodes.flatMap(({ controlPlane, ips }) => (controlPlane ? ips : [])));
  const byIp = Map.groupBy(objects, ({ key }) => backupFileIp(key.slice(key.lastIndexOf('/') + 1)) ?? '');
  return [...byIp].flatMap(([ip, own]) => {
    const [newest, ...older] = own.toSorted((a, b) => madeAt(b) - madeAt(a) || (a.key < b.key ? 1 : -1));
    if (newest === undefined || ip === '' || (members.size > 0 && !members.has(ip))) return [];
    const sizes = older
      .slice(0, 5)
      .map(({ size }) => size)
      .toSorted((a, b) => a - b);
    return [{ node: names.get(ip) ?? ip, newest, before: sizes[Math.floor(sizes.length / 2)] }];
  });
}

const madeAt = ({ lastModified }: StoredObject): number => lastModified?.getTime() ?? 0;
