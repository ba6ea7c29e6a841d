/** The copies in S3 of a backup that is waited for. */
import type { NodeRun, RunRecord, StoredCopy } from '../../pkg/backup/run/outcome.ts';
import { EXIT, UserError } from '../../pkg/errors.ts';
import { copyText } from '../../pkg/output/trigger.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';
import type { OpenedStore } from '../store.ts';
import type { TriggerArgs } from '../trigger.ts';
import type { Before } from './run.ts';

/** A copy may come after its record, or never: nobody waits longer than a minute for what a record calls a success. */
const WAITS_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** The store to look into. Opened before anything is asked for, so that wrong flags end the run in time. */
export interface Copies {
  readonly opened: OpenedStore | undefined;
  /** Why copies cannot be confirmed although S3 is set. */
  readonly note: string | undefined;
}

/** Sends nothing to the store yet. Throws for flags and files that are wrong; keys that cannot be read are a note. */
export async function openCopies(
  { cluster, configuration }: Pick<Before, 'cluster' | 'configuration'>,
  args: TriggerArgs,
  ctx: Context,
): Promise<Copies> {
  const none = { opened: undefined, note: undefined };
  if (args['no-s3']) return none;
  const { isStoreGiven, openClusterStore } = await import('../store.ts');
  if (configuration.s3 === undefined && !isStoreGiven(args)) return none;
  try {
    return { opened: await openClusterStore(cluster, configuration, args, ctx), note: undefined };
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode === EXIT.usage || error.reason === 'Interrupted')
      throw error;
    return { opened: undefined, note: `the copies in S3 will not be confirmed: ${visible(error.message)}` };
  }
}

/** `nodes` with what the bucket says about each backup that succeeded. `limitMs`: the most that it may take, about. */
export async function confirmCopies(
  opened: OpenedStore,
  nodes: readonly NodeRun[],
  limitMs: number,
  ctx: Context,
): Promise<NodeRun[]> {
  const { confirmObject } = await import('../../pkg/flows/confirm-object.ts');
  const { store, dir } = opened;
  ctx.err(`Looking for the copies in ${visible(opened.origin)}.`);
  const settings = { signal: ctx.signal, sleep: ctx.sleep, waitsMs: within(limitMs) };
  const confirmed = async (run: NodeRun, record: RunRecord): Promise<RunRecord> => {
    if (record.outcome !== 'succeeded' || record.file === null) return record;
    const object: StoredCopy = await confirmObject(store, dir, record.file, settings);
    ctx.err(copyText(run, object));
    return { ...record, object };
  };
  return Promise.all(
    nodes.map(async (run) => ({
      ...run,
      records: await Promise.all(run.records.map((record) => confirmed(run, record))),
    })),
  );
}

function within(limitMs: number): number[] {
  let sum = 0;
  return WAITS_MS.filter((wait) => {
    sum += wait;
    return sum <= limitMs;
  });
}
