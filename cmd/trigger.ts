import { UsageError } from '../pkg/errors.ts';
import { type Args, defineCommand } from './define.ts';
import { connectionOptions } from './options/connection.ts';
import { outputOptions } from './options/output.ts';
import { namespaceOption } from './options/secret.ts';
import { storeOptions } from './options/store.ts';

const options = {
  wait: {
    type: 'boolean',
    default: false,
    describe: 'Wait until every expected node has reported, and fail when one backup failed',
  },
  timeout: { type: 'string', describe: 'The most that --wait waits, like 90s, 10m or 1h (default 10m)' },
  expect: {
    type: 'number',
    describe:
      'How many nodes must report, instead of those that the resource, past backups or the cluster show',
  },
  'no-s3': {
    type: 'boolean',
    default: false,
    describe: 'With --wait: do not look for the copies in S3',
  },
  ...outputOptions(['table', 'json', 'yaml']),
  ...storeOptions,
  ...namespaceOption,
  ...connectionOptions,
} as const;

export const trigger = defineCommand({
  name: 'trigger',
  summary: 'ask for a backup now, and wait for its result where asked to',
  description:
    'Sends the one GET on …/exec that the platform documents, once: it is never repeated by itself. Without --wait it ends when the request is answered. With --wait it follows the records until every expected node has a new one: 0 when all succeeded, 1 when one failed, 124 when time ran out. New is what was not there before the request: clocks may differ. Where S3 is set, each copy must then be in the bucket, and not be empty. Ctrl-C ends the wait, not the backup.',
  options,
  complete: { context: 'contexts' },
  examples: [
    { line: 'trigger', means: 'ask for a backup, and end' },
    { line: 'trigger --wait', means: 'see each control-plane node as it reports' },
    { line: 'trigger --wait --timeout 30m -o json', means: 'for scripts: one object with every outcome' },
    {
      line: 'trigger --wait --platform-url https://acp.example.com --platform-cluster prod',
      means: 'through the platform, with the token in ACP_TOKEN, where the kubeconfig goes around it',
    },
  ],
  async run(args, ctx) {
    const { parseDuration } = await import('../pkg/words/duration.ts');
    const limit = args.timeout === undefined ? undefined : parseDuration(args.timeout);
    checkArgs(args, limit);
    const { runTrigger } = await import('./trigger/run.ts');
    return runTrigger(args, (limit ?? TIMEOUT_SECONDS) * 1000, ctx);
  },
});

export type TriggerArgs = Args<typeof options>;

const TIMEOUT_SECONDS = 600;
/** What a timer of the machine can hold. */
const LONGEST_SECONDS = 24 * 86_400;

/** What counts only while waiting. */
const OF_WAIT = ['timeout', 'expect', 'no-s3', 'endpoint', 'region', 'bucket', 'dir', 'ca-file'] as const;

function checkArgs(args: TriggerArgs, limit: number | undefined): void {
  const { wait, timeout, expect } = args;
  const stray = OF_WAIT.find((flag) => args[flag] !== undefined && args[flag] !== false);
  if (!wait && stray !== undefined) throw new UsageError(`--${stray} goes with --wait`);
  if (expect !== undefined && (!Number.isInteger(expect) || expect < 1))
    throw new UsageError(`--expect ${expect} is not a number of nodes`);
  if (limit !== undefined && (limit < 1 || limit > LONGEST_SECONDS))
    throw new UsageError(`--timeout ${timeout} is not between 1s and 24d`);
}
