/** Where the S3 Secret lives. */
import type { OptionSet } from '../define.ts';

export const namespaceOption = {
  namespace: {
    type: 'string',
    alias: 'n',
    default: 'cpaas-system',
    describe: 'Namespace of the S3 Secret; the backup itself looks in cpaas-system',
  },
} as const satisfies OptionSet;
