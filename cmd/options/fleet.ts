/** Many clusters at once. */
import type { OptionSet } from '../define.ts';

const GROUP = 'Many clusters:';

export const fleetOptions = {
  contexts: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: "All contexts that fit, like 'prod/*', a row each; commas between patterns; may be repeated",
    group: GROUP,
  },
  'all-contexts': {
    type: 'boolean',
    default: false,
    describe: 'All contexts of the kubeconfig, a row each',
    group: GROUP,
  },
  'context-timeout': {
    type: 'string',
    default: '10s',
    describe: 'Time limit for one of many clusters; past it, its row says so',
    group: GROUP,
  },
} as const satisfies OptionSet;

/** Whether many clusters are meant. */
export function isFleet(args: {
  readonly contexts?: readonly string[] | undefined;
  readonly 'all-contexts': boolean;
}): boolean {
  return args.contexts !== undefined || args['all-contexts'];
}
