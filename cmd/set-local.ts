import { defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions } from './options/output.ts';
import { writingOptions } from './options/writing.ts';

export const setLocal = defineCommand({
  name: 'set-local',
  summary: 'set where local copies lie on the nodes, and how long they are kept',
  description:
    'What is not named stays as it is. Relative paths, / and folders of the system are refused. A shorter retention deletes copies, so it asks first.',
  options: {
    path: { type: 'string', describe: 'Folder on each control-plane node, like /cpaas/backup' },
    retention: { type: 'string', describe: 'How long a copy is kept, like 90d, 36h or 7776000 (seconds)' },
    ...outputOptions(['table', 'json', 'yaml', 'name']),
    ...writingOptions,
    ...connectionOptions,
  },
  complete: { context: 'contexts' },
  examples: [
    { line: 'set-local --retention 90d', means: 'keep copies for 90 days' },
    { line: 'set-local --path /cpaas/backup --dry-run=server', means: 'what would change' },
    { line: 'set-local --retention 30d --yes', means: 'in a script: do not ask' },
  ],
  async run(args, ctx) {
    const { planLocal, readLocalOptions } = await import('../pkg/settings/local.ts');
    const options = readLocalOptions(args.path, args.retention);
    const { runChange } = await import('./change.ts');
    return runChange(args, ctx, (configuration) => planLocal(configuration, options));
  },
});
