import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { fleetOptions, isFleet } from './options/fleet.ts';
import { outputOptions, tableOptions } from './options/output.ts';
import { namespaceOption } from './options/secret.ts';

const options = {
  ...outputOptions(['table', 'json', 'yaml', 'name']),
  ...tableOptions,
  ...namespaceOption,
  ...fleetOptions,
  ...connectionOptions,
} as const;

export const status = defineCommand({
  name: 'status',
  summary: 'show how backups are set up and whether they work, what is wrong first',
  description:
    'One page: schedule and next runs, local and S3 storage, whether the S3 Secret is there and complete, and the last successful backup of each control-plane node. What is wrong comes first, as the checks of check find it that need nothing else.',
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: 'status', means: 'the page' },
    { line: 'status --all-contexts', means: 'every cluster of the kubeconfig, a row each' },
    { line: 'status -o json', means: 'the same facts for scripts' },
  ],
  async run(args, ctx) {
    if (isFleet(args)) {
      const { runStatusFleet } = await import('./status/fleet.ts');
      return runStatusFleet(args, ctx);
    }
    const { runStatus } = await import('./status/run.ts');
    return runStatus(args, ctx);
  },
});

export type StatusArgs = Args<typeof options>;
