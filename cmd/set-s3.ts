import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions } from './options/output.ts';
import { namespaceOption } from './options/secret.ts';
import { storeOptions } from './options/store.ts';
import { writingOptions } from './options/writing.ts';

const options = {
  secret: {
    type: 'string',
    describe: 'The Secret to write the keys to; else the one that is set, else etcd-backup-s3-secret',
  },
  'use-secret': {
    type: 'string',
    describe: 'A Secret that is there with both keys: it is used, and not changed',
  },
  'force-conflicts': {
    type: 'boolean',
    default: false,
    describe: 'Take the keys of the Secret over from another field manager',
  },
  'no-probe': {
    type: 'boolean',
    default: false,
    describe: 'Do not try the bucket before anything is changed',
  },
  ...outputOptions(['table', 'json', 'yaml', 'name']),
  ...namespaceOption,
  ...storeOptions,
  stdin: {
    type: 'boolean',
    default: false,
    describe:
      'Read both keys from standard input: the access key on the first line, the secret key on the second',
    group: 'Store:',
  },
  ...writingOptions,
  ...connectionOptions,
} as const;

export const setS3 = defineCommand({
  name: 'set-s3',
  summary: 'copy backups to an S3 bucket as well: tries it, writes the Secret, sets the target',
  description:
    'What is not named stays as it is, so a second call with one flag changes one field. The bucket is tried first, from here and not from the nodes: reach, TLS, clock, keys, write, read back, delete. Keys come from ACCESS_KEY and SECRET_KEY of the environment, from files, from standard input, or from a hidden question; never as flags. Without any, those of the Secret stay.',
  options,
  complete: {
    context: 'contexts',
    'ca-file': 'files',
    'access-key-file': 'files',
    'secret-key-file': 'files',
  },
  examples: [
    {
      line: 'set-s3 --endpoint https://s3.example.com --region us-east-1 --bucket backups --dir cluster-a',
      means: 'the first time, with ACCESS_KEY and SECRET_KEY exported as the documentation has it',
    },
    { line: 'set-s3 --bucket other', means: 'change one field, with the keys of the Secret' },
    { line: 'set-s3', means: 'try what is set' },
    { line: 'set-s3 --access-key-file ak --secret-key-file sk --yes', means: 'new keys, without a question' },
    {
      line: 'set-s3 --endpoint https://s3.example.com --bucket backups --use-secret s3-keys',
      means: 'with a Secret that is there',
    },
  ],
  async run(args, ctx) {
    const { runSetS3 } = await import('./set-s3/run.ts');
    return runSetS3(args, ctx);
  },
});

export type SetS3Args = Args<typeof options>;
