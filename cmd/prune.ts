import { UsageError } from '../pkg/errors.ts';
import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions, tableOptions } from './options/output.ts';
import { namespaceOption } from './options/secret.ts';
import { storeOptions } from './options/store.ts';
import { writingOptions } from './options/writing.ts';

const options = {
  keep: { type: 'number', describe: 'Keep so many of the newest runs' },
  'older-than': { type: 'string', describe: 'Delete only what is older, like 180d' },
  ...outputOptions(['table', 'json', 'yaml', 'name']),
  ...tableOptions,
  'dry-run': {
    ...writingOptions['dry-run'],
    choices: ['none', 'client'],
    default: 'none',
    describe: 'client: only show what would be deleted; S3 itself knows no dry run',
  },
  yes: writingOptions.yes,
  ...namespaceOption,
  ...storeOptions,
  ...connectionOptions,
} as const;

export const prune = defineCommand({
  name: 'prune',
  summary: 'delete old backups from the bucket',
  description:
    "Shows what would go, and asks. A run is what the nodes wrote within half an hour. With --keep and --older-than, only what both let go is deleted. Only backups that carry the IP of one of this cluster's nodes are touched, and the newest good one of each node always stays. Deleting cannot be undone; where the bucket keeps versions, they stay until its lifecycle rules let them go.",
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: 'prune --keep 30 --dry-run=client', means: 'what would go if 30 runs stayed' },
    { line: 'prune --older-than 180d', means: 'delete what is older than 180 days, after a question' },
    {
      line: 'prune --keep 10 --older-than 180d --yes',
      means: 'in a script: old runs, but never the newest ten',
    },
  ],
  async run(args, ctx) {
    const rules = await rulesOf(args);
    const { runPrune } = await import('./prune/run.ts');
    return runPrune(args, rules, ctx);
  },
});

export type PruneArgs = Args<typeof options>;

async function rulesOf({ keep, 'older-than': olderThan }: PruneArgs) {
  if (keep === undefined && olderThan === undefined)
    throw new UsageError('nothing says what may go', 'give --keep N runs, --older-than 180d, or both');
  if (keep !== undefined && (!Number.isInteger(keep) || keep < 1))
    throw new UsageError(`--keep ${keep} is not a number of runs`, 'keep at least 1');
  if (olderThan === undefined) return { keep, olderThanSeconds: undefined };
  const { parseDuration } = await import('../pkg/words/duration.ts');
  const olderThanSeconds = parseDuration(olderThan);
  if (olderThanSeconds === 0)
    throw new UsageError('--older-than 0 would let everything go', 'write it like 180d');
  return { keep, olderThanSeconds };
}
