import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions } from './options/output.ts';
import { namespaceOption } from './options/secret.ts';
import { writingOptions } from './options/writing.ts';

const options = {
  'delete-secret': {
    type: 'boolean',
    default: false,
    describe: 'Delete the Secret with the keys, too',
  },
  ...outputOptions(['table', 'json', 'yaml', 'name']),
  ...namespaceOption,
  ...writingOptions,
  ...connectionOptions,
} as const;

export const unsetS3 = defineCommand({
  name: 'unset-s3',
  summary: 'stop copying backups to S3; what is in the bucket stays',
  description:
    'Takes the S3 target out of the resource. Local copies go on; on an Immutable OS there are none, so no backup is left there. The bucket is not touched.',
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: 'unset-s3', means: 'keep the Secret, so that set-s3 --use-secret brings it back' },
    { line: 'unset-s3 --delete-secret --yes', means: 'in a script: the keys go, too' },
  ],
  async run(args, ctx) {
    const { runUnsetS3 } = await import('./unset-s3/run.ts');
    return runUnsetS3(args, ctx);
  },
});

export type UnsetS3Args = Args<typeof options>;
