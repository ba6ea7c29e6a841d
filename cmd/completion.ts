import { UsageError } from '../pkg/errors.ts';
import { defineCommand } from './define.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const completion = defineCommand({
  name: 'completion',
  summary: 'print the completion script of a shell',
  description:
    'The script completes kubectl-etcdbackup. For "kubectl etcdbackup", kubectl itself asks the program kubectl_complete-etcdbackup: put it on PATH beside the plugin.',
  positionals: [{ name: 'SHELL', describe: SHELLS.join('|'), required: true, complete: SHELLS }],
  options: {},
  examples: [
    {
      line: 'completion bash > /etc/bash_completion.d/kubectl-etcdbackup',
      means: 'for every user, from the next shell on',
    },
    { line: 'completion zsh > ~/.zfunc/_kubectl-etcdbackup', means: 'for zsh' },
  ],
  async run({ positionals: [shell = ''] }, ctx) {
    const { SCRIPTS } = await import('./completion/scripts.ts');
    const known = SHELLS.find((one) => one === shell);
    if (known === undefined)
      throw new UsageError(`there is no completion for "${shell}"`, `it is one of ${SHELLS.join(', ')}`);
    await ctx.out(SCRIPTS[known]);
    return undefined;
  },
});
