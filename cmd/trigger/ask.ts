/** `trigger` without `--wait`: ask, and say how to follow; an answer that is lost is looked for in the records. */
import { configurationRef, kubectlName } from '../../pkg/backup/resource.ts';
import { triggerView } from '../../pkg/backup/run/view.ts';
import { EXIT, type ExitCode, InterruptedError, UserError } from '../../pkg/errors.ts';
import { askForBackup } from '../../pkg/flows/ask-backup.ts';
import { followBackup } from '../../pkg/flows/follow-backup.ts';
import { visible } from '../../pkg/words/visible.ts';
import { ownLine } from '../change/view.ts';
import type { Context } from '../context.ts';
import { printStructured } from '../print.ts';
import type { TriggerArgs } from '../trigger.ts';
import type { Before } from './run.ts';

/** A backup that was started leaves its first record within this, as a rule. */
const SETTLE_MS = 30_000;

export async function askOnly(before: Before, args: TriggerArgs, ctx: Context): Promise<ExitCode> {
  const { cluster, configuration, notes } = before;
  const requested = ctx.now();
  const answer = await askForBackup(cluster, configurationRef(args.name), { signal: ctx.signal }).catch(
    (error: unknown) => {
      if (error instanceof InterruptedError) throw interrupted(args);
      throw error;
    },
  );
  if (answer.kind === 'refused') throw answer.error;
  if (answer.kind === 'lost') await settle(before, answer.why, args, ctx);
  const { output } = args;
  if (output === 'json' || output === 'yaml') {
    const facts = { configuration: configuration.name, requested, answer, notes };
    await printStructured(triggerView({ ...facts, outcome: 'requested' }), output, ctx);
  } else {
    await ctx.out(`${kubectlName(configurationRef(configuration.name))} backup requested\n`);
    ctx.err(`Follow it with: ${visible(ownLine(['list', '--watch'], args))}`);
  }
  return EXIT.ok;
}

/** Resolves when a new record shows that the backup was started. */
async function settle(
  { cluster, configuration }: Before,
  why: string,
  args: TriggerArgs,
  ctx: Context,
): Promise<void> {
  const seconds = SETTLE_MS / 1000;
  ctx.err(`warning: the answer to the request is lost: ${visible(why)}`);
  ctx.err(
    `It is not sent again. Looking for a new record for ${seconds} s, to see whether a backup was started.`,
  );
  const { ending, fresh } = await followBackup(
    cluster,
    configuration,
    Promise.resolve({ kind: 'lost', why }),
    {
      sleep: ctx.sleep,
      signal: ctx.signal,
      pollMs: 2000,
      timeoutMs: SETTLE_MS,
      lingerMs: 0,
      onRecords: ({ ours }) => ours.length > 0,
      onAnswer: () => undefined,
    },
  );
  if (ending.kind === 'interrupted') throw interrupted(args);
  if (ending.kind === 'blind' && !(ending.error instanceof UserError)) throw ending.error;
  if (ending.kind === 'complete') {
    const file = fresh.ours[0]?.fileName ?? 'without a file name';
    return ctx.err(`A backup was started: there is a new record, ${visible(file)}.`);
  }
  const seen =
    ending.kind === 'blind' ? 'the records cannot be read' : `no new record came within ${seconds} s`;
  throw new UserError(`whether a backup was started is not known: ${why}; and ${seen}`, {
    hint: `look at ${ownLine(['list'], args)} before you ask again`,
    exitCode: EXIT.unreachable,
  });
}

function interrupted(args: TriggerArgs): InterruptedError {
  return new InterruptedError(
    'interrupted before the answer came: whether a backup was started is not known',
    `look at ${ownLine(['list'], args)} before you ask again`,
  );
}
