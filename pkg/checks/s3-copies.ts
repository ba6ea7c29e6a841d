import type { Configuration } from '../backup/configuration.ts';
import { type NodeStatus, nodeStatuses } from '../backup/node-status.ts';
import { pastRecords } from '../backup/records.ts';
import { humanSpan } from '../words/age.ts';
import { openBucket } from './bucket.ts';
import { ofConfiguration } from './check.ts';
import type { BucketFacts, CheckFacts } from './facts.ts';
import { type Finding, failing, ok, own, skipped, unknown, warning } from './result.ts';

/** A copy may follow its record within this. */
const ON_ITS_WAY_MS = 30 * 60_000;

/** The newest success of each node lies in the bucket, and is not empty. */
export const s3Copies = ofConfiguration({
  name: 's3-copies',
  means: "each node's newest successful backup lies in the bucket and is not empty (--s3)",
  needs: ['nodes', 'bucket'],
  asked: 's3',
  decide(configuration, facts) {
    if (configuration.s3 === undefined) return skipped('S3 is not set');
    const found = openBucket(facts);
    if ('finding' in found) return found.finding;
    const copies = newestCopies(configuration, found.bucket, facts);
    if (copies.length === 0) return unknown('no record of a success names a file to look for');
    return together(copies, found.bucket);
  },
});

interface Copy {
  readonly says: string;
  readonly state: 'there' | 'empty' | 'missing' | 'young';
}

/** Where the bucket has too many objects to read them all, a copy may be among those that were not read. */
function together(copies: readonly Copy[], { partial }: BucketFacts): Finding {
  const wrong = copies.filter(({ state }) => state !== 'there');
  const says = wrong.map((copy) => copy.says).join('; ');
  if (wrong.length === 0) return ok(`the newest copies of ${copies.length} nodes are there, none is empty`);
  if (wrong.every(({ state }) => state === 'young')) return warning(says);
  if (partial && !wrong.some(({ state }) => state === 'empty'))
    return unknown('the folder holds more objects than were read; a copy may be among the others');
  return failing(says, {
    command: own('trigger', '--wait'),
    advice:
      'shows whether copies reach the bucket now; look at the checks secret, secret-access and bucket first',
  });
}

function newestCopies(configuration: Configuration, bucket: BucketFacts, facts: CheckFacts): Copy[] {
  const nodes = 'known' in facts.nodes ? facts.nodes.known : undefined;
  const sizes = new Map(bucket.objects.map(({ key, size }) => [key.slice(key.lastIndexOf('/') + 1), size]));
  return nodeStatuses(pastRecords(configuration.records, facts.now), nodes).flatMap(
    (status) => copyOf(status, sizes, facts.now) ?? [],
  );
}

/** Undefined where no success of the node is recorded. */
function copyOf(
  { node, lastSuccess }: NodeStatus,
  sizes: ReadonlyMap<string, number>,
  now: Date,
): Copy | undefined {
  if (lastSuccess === null || lastSuccess.file === null) return undefined;
  const { file, taken } = lastSuccess;
  const size = sizes.get(file);
  if (size !== undefined)
    return size === 0
      ? { says: `${file} of ${node} is empty`, state: 'empty' }
      : { says: '', state: 'there' };
  const age = now.getTime() - Date.parse(taken);
  const says = `${file} of ${node}, ${humanSpan(age)} old, is not in the bucket`;
  return { says, state: age <= ON_ITS_WAY_MS ? 'young' : 'missing' };
}
