import { defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions, tableOptions } from './options/output.ts';
import { writingOptions } from './options/writing.ts';

const options = {
  ...outputOptions(['table', 'json', 'yaml', 'name']),
  'local-time': tableOptions['local-time'],
  ...writingOptions,
  ...connectionOptions,
} as const;

export const setSchedule = defineCommand({
  name: 'set-schedule',
  summary: 'set when backups run',
  description:
    "CRON is a standard schedule of five fields, in quotes: minute, hour, day of the month, month, weekday. It is checked before anything is sent, and shown in words with its next runs; the zone of the controller's clock is not documented. A schedule that never comes is refused.",
  positionals: [{ name: 'CRON', describe: 'The schedule, like "0 0 * * *"', required: true, inQuotes: true }],
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: "set-schedule '0 0 * * *'", means: 'every midnight' },
    {
      line: "set-schedule '30 */6 * * *' --dry-run=server",
      means: 'what would change, checked by the server',
    },
  ],
  async run(args, ctx) {
    const [cron = ''] = args.positionals;
    const { planSchedule, readSchedule } = await import('../pkg/settings/schedule.ts');
    const schedule = readSchedule(cron);
    const { clockOf, runChange } = await import('./change.ts');
    return runChange(args, ctx, (configuration) => planSchedule(configuration, schedule, clockOf(args, ctx)));
  },
});
