/** `trigger --wait`: ask and follow at the same time, tell each node as it reports, and judge the end. */
import { namesByIp } from '../../pkg/backup/nodes.ts';
import { configurationRef } from '../../pkg/backup/resource.ts';
import type { Expected } from '../../pkg/backup/run/expected.ts';
import type { FreshRecords } from '../../pkg/backup/run/fresh-records.ts';
import { notesAfter } from '../../pkg/backup/run/notes.ts';
import { type RunState, runState } from '../../pkg/backup/run/outcome.ts';
import { EXIT, type ExitCode, InterruptedError } from '../../pkg/errors.ts';
import { askForBackup } from '../../pkg/flows/ask-backup.ts';
import { followBackup } from '../../pkg/flows/follow-backup.ts';
import { expectedText } from '../../pkg/output/trigger.ts';
import { printDuration } from '../../pkg/words/duration.ts';
import type { Context } from '../context.ts';
import type { OpenedStore } from '../store.ts';
import type { TriggerArgs } from '../trigger.ts';
import { confirmCopies, openCopies } from './copies.ts';
import { type Ended, failureOf, printEnd } from './end.ts';
import type { Before } from './run.ts';
import { tellerOf } from './teller.ts';

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
  const { opened, note } = await openCopies(before, args, ctx);
  if (note !== undefined) ctx.err(`warning: ${note}`);
  // The request stays open to the very end: giving up on it could stop a backup that is made before it is answered.
  const end = new AbortController();
  try {
    const signal = AbortSignal.any([ctx.signal, end.signal]);
    const followed = await follow(before, expected, timeoutMs, args, { ...ctx, signal });
    const ended = opened === undefined ? followed : await withCopies(followed, opened, ctx);
    const notes = note === undefined ? ended.notes : [...ended.notes, note];
    await printEnd({ ...ended, notes }, args, ctx);
    const failure = failureOf(ended, args);
    if (failure !== undefined) throw failure;
    return EXIT.ok;
  } finally {
    end.abort();
    opened?.store.close();
  }
}

/** Asks, and follows to the end. Throws where nothing was started. */
async function follow(
  before: Before,
  expected: Expected,
  timeoutMs: number,
  args: TriggerArgs,
  ctx: Context,
): Promise<Ended> {
  const { cluster, configuration, nodes } = before;
  const requested = ctx.now();
  const limit = printDuration(timeoutMs / 1000);
  ctx.err(`Asking for a backup, and waiting for ${expectedText(expected)}; at most ${limit}.`);
  const names = namesByIp(nodes ?? []);
  const stateOf = (fresh: FreshRecords): RunState => runState(expected, fresh.ours, names);
  const teller = tellerOf(expected.count, ctx);
  const still = setInterval(teller.still, STILL_MS);
  const ref = configurationRef(args.name);
  const asked = askForBackup(cluster, ref, { signal: ctx.signal, timeoutMs: 0 });
  const { ending, fresh, answer } = await followBackup(cluster, configuration, asked, {
    ...teller,
    sleep: ctx.sleep,
    signal: ctx.signal,
    pollMs: POLL_MS,
    timeoutMs,
    lingerMs: LINGER_MS,
    onRecords: (records) => teller.records(stateOf(records)),
  }).finally(() => clearInterval(still));
  if (ending.kind === 'refused') throw ending.error;
  const state = stateOf(fresh);
  const after = notesAfter(expected, state.nodes, fresh.others);
  for (const note of after) ctx.err(`warning: ${note}`);
  const notes = [...before.notes, ...after];
  return { configuration: configuration.name, requested, expected, ending, state, answer, notes, timeoutMs };
}

/** What the bucket says, where every record is there. */
async function withCopies(ended: Ended, opened: OpenedStore, ctx: Context): Promise<Ended> {
  const { ending, state, requested, timeoutMs } = ended;
  if (ending.kind !== 'complete') return ended;
  const left = timeoutMs - (ctx.now().getTime() - requested.getTime());
  try {
    return { ...ended, state: { ...state, nodes: await confirmCopies(opened, state.nodes, left, ctx) } };
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    return { ...ended, ending: { kind: 'interrupted' } };
  }
}
