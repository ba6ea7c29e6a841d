/** How results are printed: kubectl's names. */
import type { OptionSet } from '../define.ts';

export type OutputFormat = 'table' | 'wide' | 'json' | 'yaml' | 'name';

/** `-o` with the formats that this command has; `table` stands first and is the default. */
export function outputOptions<const F extends OutputFormat>(formats: readonly F[]) {
  return {
    output: {
      type: 'string',
      alias: 'o',
      choices: formats,
      default: 'table' as F,
      describe: 'Output format',
    },
  } as const satisfies OptionSet;
}

/** For commands whose table is a list. */
export const tableOptions = {
  'no-headers': { type: 'boolean', default: false, describe: 'Print no header line' },
  'local-time': {
    type: 'boolean',
    default: false,
    describe: "Show times in this machine's zone instead of UTC",
  },
} as const satisfies OptionSet;
