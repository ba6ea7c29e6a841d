/** `npm run check`: every check of the house, each with its seconds; all run, then the sum decides. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import process from 'node:process';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** The program may be missing on a developer's machine, never in CI. */
  readonly optional?: string;
}

const shellFiles = globSync(['**/*.sh', '.ci/*', 'cmd/completion/kubectl_complete-etcdbackup'], {
  exclude: (path) => /node_modules|^dist|\.git\//.test(path),
});

const checks: readonly Check[] = [
  {
    name: 'format and lint',
    command: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'],
  },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'unused code', command: ['knip', '--no-progress'] },
  { name: 'rooms and docs', command: ['node', '--test', '--test-reporter=dot', 'test/house/**/*.test.ts'] },
  {
    name: 'shell files',
    command: ['shellcheck', ...shellFiles],
    optional: "shellcheck is not installed (Debian's package shellcheck)",
  },
];

function run(check: Check): boolean {
  const started = Date.now();
  const [program = '', ...args] = check.command;
  const result = spawnSync(program, args, { stdio: 'inherit' });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const missing = result.error !== undefined;
  if (missing && check.optional !== undefined && process.env['CI'] === undefined) {
    process.stderr.write(`skipped  ${check.name}: ${check.optional}\n`);
    return true;
  }
  const ok = result.status === 0;
  process.stderr.write(
    `${ok ? 'ok      ' : 'FAILED  '} ${check.name} (${seconds} s)${missing ? `: ${result.error}` : ''}\n`,
  );
  return ok;
}

const results = checks.map(run);
process.exitCode = results.every(Boolean) ? 0 : 1;
