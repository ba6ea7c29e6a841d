/** Many clusters at once. */
import { UsageError } from '../../pkg/errors.ts';
import type { OptionSet } from '../define.ts';

const GROUP = 'Many clusters:';

/** For one of many clusters. No default of the flag: given for one cluster it must be told apart. */
export const CONTEXT_TIMEOUT = '10s';

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
    describe: `Time limit for one of many clusters, ${CONTEXT_TIMEOUT} where it is not given; past it, its row says so`,
    group: GROUP,
  },
} as const satisfies OptionSet;

/** Whether many clusters are meant. Throws UsageError for a flag that says how to ask many where one is asked. */
export function isFleet(args: {
  readonly contexts?: readonly string[] | undefined;
  readonly 'all-contexts': boolean;
  readonly 'context-timeout'?: string | undefined;
}): boolean {
  if (args.contexts !== undefined || args['all-contexts']) return true;
  if (args['context-timeout'] === undefined) return false;
  throw new UsageError(
    '--context-timeout goes with --contexts or --all-contexts',
    'for one cluster there is --request-timeout',
  );
}
