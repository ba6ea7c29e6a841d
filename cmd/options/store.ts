/** Which S3 store: by itself the one of the resource; flags go first. Keys never come as flags. */
import type { OptionSet } from '../define.ts';

const GROUP = 'Store:';

export const storeOptions = {
  endpoint: {
    type: 'string',
    describe: 'Address of the S3 store, like https://s3.example.com:9000',
    group: GROUP,
  },
  region: {
    type: 'string',
    describe: "The bucket's region; found by itself where the store tells it",
    group: GROUP,
  },
  bucket: { type: 'string', describe: 'Name of the bucket', group: GROUP },
  dir: { type: 'string', describe: 'Folder of the backups in the bucket', group: GROUP },
  'skip-tls-verify': {
    type: 'boolean',
    describe: "Do not check the store's certificate: anybody in between can read and change the backups",
    group: GROUP,
  },
  'ca-file': {
    type: 'string',
    describe: "File with the authority that signed the store's certificate",
    group: GROUP,
  },
  addressing: {
    type: 'string',
    choices: ['auto', 'path', 'virtual'],
    default: 'auto',
    describe: "Where the bucket stands in addresses: in the path, or before the store's name",
    group: GROUP,
  },
  'access-key-file': {
    type: 'string',
    describe: 'File that holds the access key; else ACCESS_KEY of the environment, else the Secret',
    group: GROUP,
  },
  'secret-key-file': {
    type: 'string',
    describe: 'File that holds the secret key; else SECRET_KEY of the environment, else the Secret',
    group: GROUP,
  },
  // Taken only to be refused with the reason: see cmd/store/keys.ts.
  'access-key': { type: 'string', hidden: true },
  'secret-key': { type: 'string', hidden: true },
} as const satisfies OptionSet;
