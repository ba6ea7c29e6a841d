/** `trigger --wait`: ask and follow at the same time, tell each node as it reports, and judge the end. */
import { namesByIp } from '../../pkg/backup/nodes.ts';
import { configurationRef } from '../../pkg/backup/resource.ts';
import type { ExecMeaning } from '../../pkg/backup/run/answer.ts';
import type { Expected } from '../../pkg/backup/run/expected.ts';
import type { FreshRecords } from '../../pkg/backup/run/fresh-records.ts';
import { notesAfter } from '../../pkg/backup/run/notes.ts';
import { type NodeRun, type RunState, runState } from '../../pkg/backup/run/outcome.ts';
import { EXIT, type ExitCode, type UserError } from '../../pkg/errors.ts';
import { askForBackup } from '../../pkg/flows/ask-backup.ts';
import { followBackup } from '../../pkg/flows/follow-backup.ts';
import { expectedText, missingText, nodeText } from '../../pkg/output/trigger.ts';
import { printDuration } from '../../pkg/words/duration.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';
import type { TriggerArgs } from '../trigger.ts';
import { type Ended, failureOf, outcomeOf, printEnd } from './end.ts';
import type { Before } from './run.ts';

const POLL_MS = 1000;
/** A backup that was started twice shows its other records within this, as a rule. */
const LINGER_MS = 1000;
/** A wait in which nothing happens says so now and then. */
const STILL_MS = 30_000;

export async function askAndWait(
  before: Before,
  expected: Expected,
  timeoutMs: number,
  args: TriggerArgs,
  ctx: Context,
): Promise<ExitCode> {
  const requested = ctx.now();
  ctx.err(
    `Asking for a backup, and waiting for ${expectedText(expected)}; at most ${printDuration(timeoutMs / 1000)}.`,
  );
  const names = namesByIp(before.nodes ?? []);
  const stateOf = (fresh: FreshRecords): RunState => runState(expected, fresh.ours, names);
  const teller = tellerOf(expected, ctx);
  const still = setInterval(teller.still, STILL_MS);
  const { ending, fresh, answer } = await followBackup(
    before.cluster,
    before.configuration,
    (signal) => askForBackup(before.cluster, configurationRef(args.name), { signal, timeoutMs: 0 }),
    {
      sleep: ctx.sleep,
      signal: ctx.signal,
      pollMs: POLL_MS,
      timeoutMs,
      lingerMs: LINGER_MS,
      onRecords: (records) => teller.records(stateOf(records)),
      ...teller,
    },
  ).finally(() => clearInterval(still));
  if (ending.kind === 'refused') throw ending.error;
  const state = stateOf(fresh);
  const after = notesAfter(expected, state.nodes, fresh.others);
  for (const note of after) ctx.err(`warning: ${note}`);
  const notes = [...before.notes, ...after];
  const ended: Ended = {
    configuration: before.configuration.name,
    requested,
    expected,
    ending,
    state,
    answer,
    notes,
    timeoutMs,
  };
  await printEnd(ended, args, ctx);
  const failure = failureOf(ended, ctx);
  if (failure !== undefined) throw failure;
  return outcomeOf(ended) === 'succeeded' ? EXIT.ok : EXIT.failed;
}

/** Says what happens on stderr, each thing once. */
function tellerOf(expected: Expected, ctx: Context) {
  const told = new Map<string, string>();
  let state: RunState | undefined;
  let answered = false;
  const tell = (run: NodeRun, index: number, reported: number): void => {
    const key = run.node ?? `#${index}`;
    const text = JSON.stringify(run.records);
    if (run.records.length === 0 || told.get(key) === text) return;
    told.set(key, text);
    ctx.err(nodeText(run, reported, expected.count));
  };
  return {
    records(next: RunState): boolean {
      state = next;
      for (const [index, run] of next.nodes.entries()) tell(run, index, next.reported);
      return next.complete;
    },
    onAnswer(answer: ExecMeaning): void {
      answered = true;
      if (answer.kind !== 'lost') return;
      ctx.err(`warning: the answer to the request is lost: ${visible(answer.why)}`);
      ctx.err('It is not sent again: new records will show whether a backup was started.');
    },
    onAway: (error: UserError): void => ctx.err(`warning: ${visible(error.message)}; looking again`),
    onBack: (): void => ctx.err('The records can be read again.'),
    still(): void {
      const who = state === undefined ? '' : missingText(state.nodes);
      ctx.err(
        `Still waiting${who === '' ? '' : ` for ${who}`}${answered ? '' : '; the request is not answered yet'}.`,
      );
    },
  };
}
