import { UsageError } from '../pkg/errors.ts';
import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { planOptions } from './options/restore.ts';
import { namespaceOption } from './options/secret.ts';
import { storeOptions } from './options/store.ts';

const options = {
  snapshot: {
    type: 'string',
    default: 'latest',
    describe:
      'FILE here, local:PATH on the nodes, survivor:NODE, or latest: in S3 with --presign, else found on the nodes',
  },
  'snapshot-node': { type: 'string', describe: 'The node that has local:PATH; the others get it from there' },
  presign: {
    type: 'string',
    describe: 'The nodes fetch the snapshot from S3 by a URL that expires after this time, like 1h',
  },
  'snapshot-max-age': {
    type: 'string',
    default: '7d',
    describe: 'An older snapshot needs --force',
  },
  force: {
    type: 'boolean',
    default: false,
    describe: 'Plan with a snapshot that is damaged, of another cluster, too old, or without a digest',
  },
  node: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'NAME=IP of a control-plane node, when the API is gone; once for each',
  },
  kit: { type: 'string', describe: 'Folder that kit has written, when the API is gone' },
  without: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'A control-plane node whose machine is gone for good; a majority must remain',
  },
  'even-with-quorum': {
    type: 'boolean',
    default: false,
    describe: 'Turn a cluster that works back in time: what was written since the snapshot is lost',
  },
  ...planOptions,
  'node-only': {
    type: 'string',
    describe: 'Only the steps of this node, with the numbers of the whole plan',
  },
  'output-dir': { type: 'string', describe: 'Write the scripts, a README and plan.json into this folder' },
  inline: { type: 'boolean', default: false, describe: 'Print the scripts too, as blocks to paste' },
  runbook: {
    type: 'string',
    choices: ['md', 'html'] as const,
    describe: 'The plan as one page to print or keep, with tick boxes',
  },
  'plan-id': { type: 'string', describe: 'Continue the plan of this id' },
  output: {
    type: 'string',
    alias: 'o',
    choices: ['text', 'json', 'yaml'] as const,
    default: 'text' as const,
    describe: 'Output format',
  },
  ...storeOptions,
  ...namespaceOption,
  ...connectionOptions,
} as const;

export const restore = defineCommand({
  name: 'restore',
  summary: 'plan the restore of a dead control plane, as commands to run on its nodes',
  description:
    'Prints and writes files; nothing on a node changes until a person runs a script there. While etcd has quorum it refuses, and prints how to replace the one broken member instead. Nodes come from the API, from --kit, or from --node NAME=IP. The scripts check everything before they touch anything, can be started again at any time, delete nothing, and can be turned back.',
  options,
  complete: {
    context: 'contexts',
    without: 'nodes',
    'node-only': 'nodes',
    'snapshot-node': 'nodes',
    kit: 'folders',
    'output-dir': 'folders',
    snapshot: 'files',
  },
  examples: [
    {
      line: 'restore --kit /srv/kit --snapshot snapshot.tar --output-dir plan',
      means: 'the API is gone: nodes from the kit, scripts into a folder',
    },
    {
      line: 'restore --node a=10.0.0.1 --node b=10.0.0.2 --node c=10.0.0.3 --snapshot snapshot.tar',
      means: 'without a kit: name the nodes',
    },
    {
      line: 'restore --kit /srv/kit --presign 1h --output-dir plan',
      means: 'the nodes fetch the newest backup from S3 themselves, without keys',
    },
    {
      line: 'restore --kit /srv/kit --snapshot local:/cpaas/snapshot.tar --without c --output-dir plan',
      means: 'the machine of c is gone for good',
    },
    {
      line: 'restore --kit /srv/kit --snapshot survivor:b --output-dir plan',
      means: 'from the database of a node that still has one',
    },
    {
      line: 'restore --kit /srv/kit --runbook html --lang zh > runbook.html',
      means: 'a page to print, in Chinese',
    },
  ],
  async run(args, ctx) {
    check(args);
    const { runRestore } = await import('./restore/run.ts');
    return runRestore(args, ctx);
  },
});

export type RestoreArgs = Args<typeof options>;

/** What does not go together. */
function check(args: RestoreArgs): void {
  // A variable of the shell that is not set must not mean this folder.
  for (const flag of ['kit', 'output-dir'] as const)
    if (args[flag] === '') throw new UsageError(`--${flag} is empty`);
  if (args.node !== undefined && args.kit !== undefined)
    throw new UsageError('--node and --kit both say which nodes there are: give one of them');
  if (args.presign !== undefined && args['output-dir'] === undefined)
    throw new UsageError(
      '--presign needs --output-dir: the URL is a secret, and is written into a file of mode 0600 only',
    );
  if (args.runbook !== undefined && args.output !== 'text')
    throw new UsageError(`--runbook and -o ${args.output} are two forms of the plan: give one of them`);
}
