import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions, tableOptions } from './options/output.ts';

const options = {
  ...outputOptions(['table', 'wide', 'json', 'yaml']),
  'no-headers': tableOptions['no-headers'],
  'same-cluster': {
    type: 'boolean',
    default: false,
    describe: 'Tell whether the snapshot is of the connected cluster: exit code 0 yes, 1 no, 3 cannot tell',
  },
  ...connectionOptions,
} as const;

export const inspect = defineCommand({
  name: 'inspect',
  summary: 'look into a snapshot file and prove that it is whole, without etcd',
  description:
    'Needs no cluster and no etcd. Reads the file as it is, in tar, or in gzip; checks its SHA-256 and every page of the database; shows what etcdutl snapshot status shows, the members, and the Kubernetes objects in it. Damage is exit code 1, and its place is named.',
  positionals: [{ name: 'FILE', describe: 'The snapshot', required: true, complete: 'files' }],
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: 'inspect snapshot.tar', means: 'is it whole, and what is in it' },
    { line: 'inspect snapshot.tar -o wide', means: 'every resource and every namespace' },
    { line: 'inspect snapshot.tar --same-cluster', means: "is it this cluster's snapshot" },
    { line: 'inspect snapshot.tar -o json', means: 'the same facts for scripts' },
  ],
  async run(args, ctx) {
    const [file = ''] = args.positionals;
    const { runInspect } = await import('./inspect/run.ts');
    return runInspect(file, args, ctx);
  },
});

export type InspectArgs = Args<typeof options>;
