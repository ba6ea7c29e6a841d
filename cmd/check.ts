import { type Args, defineCommand } from './define.ts';
import { checkOptions } from './options/checks.ts';
import { connectionOptions } from './options/connection.ts';
import { fleetOptions } from './options/fleet.ts';
import { namespaceOption } from './options/secret.ts';
import { storeOptions } from './options/store.ts';

const { addressing, 'ca-file': caFile } = storeOptions;
/** Endpoint, bucket and keys are those of the resource: flags would check something else. */
const bucketOptions = { addressing, 'ca-file': caFile, ...namespaceOption } as const;

const options = {
  output: {
    type: 'string',
    alias: 'o',
    choices: ['table', 'json', 'yaml', 'prometheus', 'nagios'] as const,
    default: 'table' as const,
    describe: "Output format; prometheus is for a textfile collector, nagios has Nagios' exit codes",
  },
  'no-headers': { type: 'boolean', default: false, describe: 'Print no header line' },
  s3: { type: 'boolean', default: false, describe: 'Look into the bucket, too' },
  kit: { type: 'string', describe: 'Look at the kit in this folder, too' },
  ...checkOptions,
  ...bucketOptions,
  ...fleetOptions,
  ...connectionOptions,
} as const;

export const check = defineCommand({
  name: 'check',
  summary: 'find what breaks backups, each with its reason and its fix; for people and for monitoring',
  description:
    'Every check is ok, warning, failing, unknown (it could not look: never ok) or skipped (not asked for, or it does not apply). Exit code: 0 ok, 1 failing, 3 when all that is wrong is unknown; with -o nagios 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. A backup is late when the schedule asks for a newer one; the time zone of the controller is told from past records where they tell it, else only what is late in every zone is late.',
  options,
  complete: { context: 'contexts', kit: 'folders' },
  examples: [
    { line: 'check', means: 'everything, what is wrong first' },
    {
      line: 'check --only last-success,every-node --max-age 26h',
      means: 'two checks, with an age of your own',
    },
    { line: 'check --s3 --kit ./kit', means: 'the bucket and the kit for a restore, too' },
    { line: 'check --schedule-timezone Asia/Shanghai', means: 'the schedule means this zone' },
    { line: "check --contexts 'prod/*'", means: 'many clusters, a row each' },
    { line: 'check -o prometheus', means: "text for node_exporter's textfile collector" },
    { line: 'check -o nagios --strict', means: 'one line and an exit code; a warning is critical' },
  ],
  async wrongLine(error, rest, ctx) {
    const { looseArgs } = await import('./parse.ts');
    const { tellNagios } = await import('./check/wrong-line.ts');
    return tellNagios(error, looseArgs(options, rest).output, ctx);
  },
  async run(args, ctx) {
    const { runCheck } = await import('./check/run.ts');
    return runCheck(args, ctx);
  },
});

export type CheckArgs = Args<typeof options>;
