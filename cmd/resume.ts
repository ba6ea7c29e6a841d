import { defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions, tableOptions } from './options/output.ts';
import { writingOptions } from './options/writing.ts';

export const resume = defineCommand({
  name: 'resume',
  summary: 'let scheduled backups run again',
  description: 'Sets spec.paused to false and shows the next runs.',
  options: {
    ...outputOptions(['table', 'json', 'yaml', 'name']),
    'local-time': tableOptions['local-time'],
    ...writingOptions,
    ...connectionOptions,
  },
  complete: { context: 'contexts' },
  examples: [
    { line: 'resume', means: 'go on as scheduled' },
    { line: 'resume --local-time', means: "with the next runs in this machine's zone" },
  ],
  async run(args, ctx) {
    const { planResume } = await import('../pkg/settings/schedule.ts');
    const { clockOf, runChange } = await import('./change.ts');
    return runChange(args, ctx, (configuration) => planResume(configuration, clockOf(args, ctx)));
  },
});
