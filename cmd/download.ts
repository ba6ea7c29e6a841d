import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { namespaceOption } from './options/secret.ts';
import { storeOptions } from './options/store.ts';

const options = {
  'output-file': {
    type: 'string',
    alias: 'O',
    describe: 'Where it goes: a file, a folder, or - for stdout; by itself its own name in this folder',
  },
  'no-inspect': {
    type: 'boolean',
    default: false,
    describe: 'Do not look into it: only its size is checked',
  },
  kit: {
    type: 'string',
    describe: 'Folder of a kit that knows the store and the nodes: needs no cluster',
  },
  ...storeOptions,
  ...namespaceOption,
  ...connectionOptions,
} as const;

export const download = defineCommand({
  name: 'download',
  summary: 'fetch a backup from S3, resumably, and prove that it is whole',
  description:
    'The store is that of the resource and its Secret; with --endpoint and --bucket, or with --kit, no cluster is needed, and keys come from ACCESS_KEY and SECRET_KEY. Fetches into NAME.part, goes on where an earlier run stopped, inspects, and only then gives the file its name (mode 0600). A backup that is on the nodes only cannot be fetched from here: the scp line for it is printed, with exit code 1.',
  positionals: [
    {
      name: 'FILE',
      describe: "A backup's file name, a key of the bucket, or latest: the newest good one (the default)",
      complete: 'records',
    },
  ],
  options,
  complete: { context: 'contexts', kit: 'folders' },
  examples: [
    { line: 'download', means: 'the newest good backup, into this folder' },
    { line: 'download snapshot-etcd-20261122-000003-10.0.0.1.tar -O /restore/', means: 'a certain one' },
    { line: 'download latest --kit ./kit', means: 'with the API down; keys from ACCESS_KEY and SECRET_KEY' },
    {
      line: 'download latest --endpoint https://s3.example.com --region us-east-1 --bucket backups --dir cluster-a',
      means: 'the same without a kit',
    },
    {
      line: 'download latest -O - | ssh cp-1 "cat >/root/snapshot.tar"',
      means: 'through this machine to a node',
    },
  ],
  async run(args, ctx) {
    const [wanted = 'latest'] = args.positionals;
    const { runDownload } = await import('./download/run.ts');
    return runDownload(wanted, args, ctx);
  },
});

export type DownloadArgs = Args<typeof options>;
