import { defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions } from './options/output.ts';
import { writingOptions } from './options/writing.ts';

export const pause = defineCommand({
  name: 'pause',
  summary: 'stop scheduled backups until they are resumed',
  description: 'Sets spec.paused and changes nothing else: schedule, storage and copies stay as they are.',
  options: {
    ...outputOptions(['table', 'json', 'yaml', 'name']),
    ...writingOptions,
    ...connectionOptions,
  },
  complete: { context: 'contexts' },
  examples: [{ line: 'pause', means: 'before work on the control plane or on the store' }],
  async run(args, ctx) {
    const { planPause } = await import('../pkg/settings/schedule.ts');
    const { runChange } = await import('./change.ts');
    return runChange(args, ctx, planPause);
  },
});
