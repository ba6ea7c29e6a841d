import { rhythmOf } from '../words/rhythm.ts';
import { humanSize } from '../words/size.ts';
import { openBucket } from './bucket.ts';
import { ofConfiguration } from './check.ts';
import { copiesKept } from './copies-kept.ts';
import { type Fix, ok, own, skipped, unknown, warning } from './result.ts';
import { trendsOf } from './s3-sizes.ts';

/** More of a node's disk than this is too much for backups beside etcd itself. */
const MOST = 0.5;
/** Seconds. */
const DAY = 86_400;

/** Schedule, retention and size together leave room on the nodes' disks. */
export const localDisk = ofConfiguration({
  name: 'local-disk',
  means: "the copies that a node keeps fit on half of its disk; their size is the bucket's (--s3)",
  needs: ['nodes', 'bucket'],
  asked: 's3',
  decide({ s3, local, schedule }, facts) {
    if (s3 === undefined) return skipped('S3 is not set, so no size of a copy is known');
    const found = openBucket(facts);
    if ('finding' in found) return found.finding;
    const copies =
      local.retentionSeconds === undefined ? undefined : copiesKept(local.retentionSeconds, schedule)?.usual;
    const members = 'known' in facts.nodes ? facts.nodes.known : [];
    const largest = Math.max(0, ...trendsOf(found.bucket.objects, members).map(({ newest }) => newest.size));
    if (copies === undefined || largest === 0)
      return unknown('schedule, retention and size do not tell how much is kept');
    const kept = Math.ceil(copies) * largest;
    const says = `about ${Math.ceil(copies)} copies of ${humanSize(largest)} on each node, ${humanSize(kept)}`;
    if ('unknown' in facts.nodes) return unknown(`${says}; ${facts.nodes.unknown}`);
    const disks = facts.nodes.known.flatMap(({ controlPlane, diskBytes }) =>
      controlPlane && diskBytes !== undefined ? [diskBytes] : [],
    );
    if (disks.length === 0) return unknown(`${says}; the nodes do not tell how large their disks are`);
    const disk = Math.min(...disks);
    if (kept <= disk * MOST) return ok(`${says}, of a disk of ${humanSize(disk)}`);
    const room = Math.floor((disk * MOST) / largest);
    return warning(`${says}, more than half of a disk of ${humanSize(disk)}`, fixOf(room, schedule));
  },
});

/** As many days as there is room for so many copies, where that leaves one from each run to the next. */
function fixOf(copies: number, schedule: string | undefined): Fix {
  const rhythm = schedule === undefined ? undefined : rhythmOf(schedule);
  const days = rhythm === undefined ? 0 : Math.floor((copies * rhythm.mean) / DAY);
  if (rhythm === undefined || days < 1 || days * DAY < rhythm.longest)
    return {
      advice: 'no shorter retention will do: give the nodes a larger disk, or --path on one of its own',
    };
  return {
    command: own('set-local', '--retention', `${days}d`, '--yes'),
    advice: 'or a shorter span; --path on a disk of its own helps as well',
  };
}
