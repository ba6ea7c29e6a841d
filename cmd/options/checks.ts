/** Which checks run, and how strictly. */
import type { OptionSet } from '../define.ts';

export const checkOptions = {
  only: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'Only these checks, separated by commas; may be repeated',
  },
  skip: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'All checks but these, separated by commas; may be repeated',
  },
  strict: { type: 'boolean', default: false, describe: 'A warning makes the exit code 1, too' },
  'max-age': {
    type: 'string',
    describe: 'How old the last success may be, like 26h, instead of what the schedule says',
  },
  'schedule-timezone': {
    type: 'string',
    describe: "The controller's time zone, like Asia/Shanghai; else it is told from past records",
  },
  'check-timeout': {
    type: 'string',
    default: '20s',
    describe: 'Time limit of what one check reads; past it, the check is unknown',
  },
} as const satisfies OptionSet;
