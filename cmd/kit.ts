import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { planOptions } from './options/restore.ts';

const options = {
  ...planOptions,
  ...connectionOptions,
} as const;

export const kit = defineCommand({
  name: 'kit',
  summary: 'save what a restore needs when the API is gone, while all is well',
  description:
    'Writes a folder with the inventory (nodes, addresses, etcd image and arguments, records, S3 target), and a plan, its scripts and a runbook that need no API. Never a key or a token. Keep it away from the cluster, and write it anew after every change of nodes: from cron, for example. The folder is replaced whole or not at all.',
  positionals: [{ name: 'DIR', describe: 'The folder to write', required: true, complete: 'folders' }],
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: 'kit /srv/etcd-kit', means: 'save or renew the kit' },
    { line: 'kit /srv/etcd-kit --lang zh', means: 'with a runbook in Chinese' },
    { line: 'restore --kit /srv/etcd-kit --snapshot FILE --output-dir plan', means: 'what it is for' },
  ],
  async run(args, ctx) {
    const { runKit } = await import('./kit/run.ts');
    return runKit(args, ctx);
  },
});

export type KitArgs = Args<typeof options>;
