import type { ListFilter } from '../pkg/backup/listing.ts';
import { UsageError } from '../pkg/errors.ts';
import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { fleetOptions, isFleet } from './options/fleet.ts';
import { outputOptions, tableOptions } from './options/output.ts';
import { namespaceOption } from './options/secret.ts';
import { storeOptions } from './options/store.ts';

const options = {
  ...outputOptions(['table', 'wide', 'json', 'yaml', 'name']),
  ...tableOptions,
  failed: { type: 'boolean', default: false, describe: 'Only records of backups that failed' },
  since: { type: 'string', describe: 'Only records of this last span of time, like 7d or 36h' },
  node: { type: 'string', describe: 'Only records of this control-plane node, by its name or IP' },
  limit: { type: 'number', describe: 'At most so many records, the newest ones' },
  watch: {
    type: 'boolean',
    alias: 'w',
    default: false,
    describe: 'After listing, go on with new and changed records',
  },
  s3: {
    type: 'boolean',
    default: false,
    describe: 'Look into the bucket: OK, MISSING, EMPTY, and ORPHAN for a backup that no record names',
  },
  ...namespaceOption,
  ...storeOptions,
  ...fleetOptions,
  ...connectionOptions,
} as const;

export const list = defineCommand({
  name: 'list',
  aliases: ['ls'],
  summary: 'list the backup records, newest first',
  description:
    'Reads the records of the EtcdBackupConfiguration. NODE is the name of the node that has the IP of the file name, where nodes can be read. STORES (wide) says where the settings of today put a copy; nothing has looked there: --s3 does. An ORPHAN is shown with the time at which it was written.',
  options,
  complete: { node: 'nodes', context: 'contexts' },
  examples: [
    { line: 'list', means: 'all records, newest first' },
    { line: 'list --failed --since 7d', means: 'what went wrong in the last week' },
    { line: 'list --node master-1 --limit 5 -o wide', means: 'the five newest of one node, with messages' },
    { line: 'list --watch', means: 'wait for new records' },
    { line: 'list --s3', means: 'which of them are really in the bucket' },
    { line: "list --contexts 'prod/*'", means: 'many clusters: the newest record of each' },
    { line: 'list -o json', means: 'for scripts: raw values, RFC 3339 times' },
  ],
  async run(args, ctx) {
    const now = ctx.now();
    const filter = await filterOf(args, now);
    if (isFleet(args)) {
      const { runListFleet } = await import('./list/fleet.ts');
      return runListFleet(args, filter, ctx);
    }
    if (args.s3) {
      if (args.watch) throw new UsageError('--s3 looks once: --watch cannot be given with it');
      const { runListS3 } = await import('./list/s3.ts');
      return runListS3(args, filter, ctx);
    }
    refuseStoreFlags(args);
    const { runList } = await import('./list/run.ts');
    return runList(args, filter, ctx);
  },
});

export type ListArgs = Args<typeof options>;

/** Flags that say which store, without a look into it, would be a misunderstanding. */
function refuseStoreFlags(args: ListArgs): void {
  const given = Object.keys(storeOptions).find(
    (name) => name !== 'addressing' && args[name as keyof typeof storeOptions] !== undefined,
  );
  if (given !== undefined)
    throw new UsageError(`--${given} goes with --s3`, 'add --s3 to look into the bucket');
}

async function filterOf(args: ListArgs, now: Date): Promise<ListFilter> {
  const { limit, since, node } = args;
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 0)) {
    throw new UsageError(`--limit ${limit} is not a whole number`);
  }
  const { parseDuration } = await import('../pkg/words/duration.ts');
  return {
    failed: args.failed,
    ...(since === undefined
      ? {}
      : { since: new Date(Math.max(0, now.getTime() - parseDuration(since) * 1000)) }),
    ...(node === undefined ? {} : { node }),
    ...(limit === undefined ? {} : { limit }),
  };
}
