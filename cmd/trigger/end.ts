/** How a wait ended: the outcome, what is printed, and the error with its exit code. */
import type { ExecMeaning } from '../../pkg/backup/run/answer.ts';
import type { Expected } from '../../pkg/backup/run/expected.ts';
import type { RunState } from '../../pkg/backup/run/outcome.ts';
import { type TriggerOutcome, triggerView } from '../../pkg/backup/run/view.ts';
import { EXIT, InterruptedError, UserError } from '../../pkg/errors.ts';
import type { Ending } from '../../pkg/flows/follow-backup.ts';
import { renderTable } from '../../pkg/output/columns.ts';
import { copyFailureText, failureText, missingText, triggerTable } from '../../pkg/output/trigger.ts';
import { printDuration } from '../../pkg/words/duration.ts';
import { ownLine } from '../change/view.ts';
import type { Context } from '../context.ts';
import { printStructured, tableStyle } from '../print.ts';
import type { TriggerArgs } from '../trigger.ts';

export interface Ended {
  readonly configuration: string;
  readonly requested: Date;
  readonly expected: Expected;
  readonly ending: Ending;
  readonly state: RunState;
  readonly answer: ExecMeaning | undefined;
  readonly notes: readonly string[];
  readonly timeoutMs: number;
}

/** A failure that is known outweighs that others were still out. */
export function outcomeOf({ ending, state }: Ended): TriggerOutcome {
  if (ending.kind === 'interrupted') return 'interrupted';
  if (state.failed || copyFailureText(state.nodes) !== '') return 'failed';
  if (ending.kind === 'complete') return 'succeeded';
  return ending.kind === 'timeout' ? 'timeout' : 'unknown';
}

/** The data: one object, or the table. */
export async function printEnd(ended: Ended, args: TriggerArgs, ctx: Context): Promise<void> {
  const { state, ending } = ended;
  const { output } = args;
  if (output === 'json' || output === 'yaml') {
    const view = triggerView({ ...ended, outcome: outcomeOf(ended), nodes: state.nodes });
    return printStructured(view, output, ctx);
  }
  if (ending.kind === 'interrupted' || state.nodes.length === 0) return;
  const { titles, rows } = triggerTable(state.nodes);
  await ctx.out(renderTable(titles, rows, tableStyle(ctx, {})));
}

/** What went wrong, with the exit code of the contract; undefined when all is well. */
export function failureOf(ended: Ended, args: TriggerArgs): UserError | undefined {
  const { ending, state, expected, answer } = ended;
  if (ending.kind === 'blind' && !(ending.error instanceof UserError)) throw ending.error;
  const soFar = `${Math.min(state.reported, expected.count)} of ${expected.count} had reported`;
  const goesOn = startedText(answer, state);
  const follow = `follow it with ${ownLine(['list', '--watch'], args)}`;
  if (ending.kind === 'interrupted') return new InterruptedError(`interrupted: ${goesOn}; ${soFar}`, follow);
  if (state.failed)
    return new UserError(`the backup failed on ${failureText(state.nodes)}${lateText(ended)}`);
  const uncopied = copyFailureText(state.nodes);
  if (uncopied !== '')
    return new UserError(`the backup is on the nodes, and its copy is not in S3: ${uncopied}`, {
      hint: `${ownLine(['check', '--s3'], args)} looks for the cause: the Secret, the bucket, the rights of the backup`,
    });
  if (ending.kind === 'timeout') {
    const missing = missingText(state.nodes);
    const message = `not every backup was there within ${printDuration(ended.timeoutMs / 1000)}: ${soFar}${missing === '' ? '' : `, not ${missing}`}; ${goesOn}`;
    const hint = `${follow}; --timeout sets how long to wait, --expect how many nodes to wait for`;
    return new UserError(message, { hint, exitCode: EXIT.timeout });
  }
  if (ending.kind !== 'blind' || !(ending.error instanceof UserError)) return undefined;
  const { message, hint, exitCode, reason = '' } = ending.error;
  return new UserError(`${message}; ${goesOn}; ${soFar}`, { hint, exitCode, reason, cause: ending.error });
}

/** When one failed and others were still out at the end of the time. */
function lateText({ ending, state }: Ended): string {
  const missing = missingText(state.nodes);
  return ending.kind === 'timeout' && missing !== '' ? `; without a record in time: ${missing}` : '';
}

/** What is known about the backup itself. */
function startedText(answer: ExecMeaning | undefined, { nodes }: RunState): string {
  if (answer?.kind === 'accepted') return 'the backup goes on in the cluster';
  if (nodes.some((node) => node.records.length > 0))
    return 'a backup was started, though the request was not answered';
  return answer === undefined
    ? 'the request was not answered, and whether a backup was started is not known'
    : 'the answer to the request was lost, and whether a backup was started is not known';
}
