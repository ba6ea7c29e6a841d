import { defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';

export const version = defineCommand({
  name: 'version',
  summary: 'show the version of the plugin, the server and the resource',
  options: connectionOptions,
  examples: [{ line: 'version', means: 'client, server and resource' }],
  async run(_args, ctx) {
    await ctx.out('0.1.0\n');
    return undefined;
  },
});
