/** For every command that writes: look first, and answer its question beforehand. kubectl's names. */
import type { OptionSet } from '../define.ts';

export type DryRun = 'none' | 'client' | 'server';

export const writingOptions = {
  'dry-run': {
    type: 'string',
    choices: ['none', 'client', 'server'] as const satisfies readonly DryRun[],
    default: 'none' as DryRun,
    describe: 'client: only show what would change; server: the API server checks it too, and stores nothing',
    group: 'Writing:',
  },
  yes: {
    type: 'boolean',
    alias: 'y',
    default: false,
    describe: 'Do not ask before a large or destructive change',
    group: 'Writing:',
  },
} as const satisfies OptionSet;
