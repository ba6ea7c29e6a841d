import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions } from './options/output.ts';

const options = {
  ...outputOptions(['table', 'json', 'yaml']),
  client: { type: 'boolean', default: false, describe: 'Only the version of the plugin: asks no server' },
  ...connectionOptions,
} as const;

export const version = defineCommand({
  name: 'version',
  summary: 'show the versions of the plugin, the server and the resource',
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: 'version', means: 'plugin, server and resource' },
    { line: 'version --client', means: 'the plugin alone' },
  ],
  async run(args, ctx) {
    const { runVersion } = await import('./version/run.ts');
    return runVersion(args, ctx);
  },
});

export type VersionArgs = Args<typeof options>;
