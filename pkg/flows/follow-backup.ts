/** Follows the records of a backup that is being asked for, until they say how it ended. */
import { type Configuration, readConfiguration } from '../backup/configuration.ts';
import { configurationRef } from '../backup/resource.ts';
import type { ExecMeaning } from '../backup/run/answer.ts';
import { FreshRecords } from '../backup/run/fresh-records.ts';
import type { UserError } from '../errors.ts';
import type { Cluster } from '../ports/cluster.ts';
import { type FollowSettings, followObject } from './watch-configuration.ts';

export interface BackupFollowing extends FollowSettings {
  /** The most that all of it may take. */
  readonly timeoutMs: number;
  /** How long to go on looking after the last record: a backup that was started twice shows itself then. */
  readonly lingerMs: number;
  /** Told each time the records have changed; true when they are all there. */
  readonly onRecords: (fresh: FreshRecords) => boolean;
  /** Told when the answer to the request is in. */
  readonly onAnswer: (answer: ExecMeaning) => void;
}

export type Ending =
  | { readonly kind: 'complete' | 'timeout' | 'interrupted' }
  /** Nothing was started. */
  | { readonly kind: 'refused'; readonly error: UserError }
  /** The records cannot be read any longer. */
  | { readonly kind: 'blind'; readonly error: unknown };

export interface Followed {
  readonly ending: Ending;
  readonly fresh: FreshRecords;
  /** undefined: it has not come yet. */
  readonly answer: ExecMeaning | undefined;
}

/**
 * `before` is the resource as it was before the request went out; `asked` is the answer to come. Records and answer are
 * awaited at the same time, as either may come first, and the answer may never come.
 */
export async function followBackup(
  cluster: Cluster,
  before: Configuration,
  asked: Promise<ExecMeaning>,
  settings: BackupFollowing,
): Promise<Followed> {
  const fresh = new FreshRecords(before.records);
  const stop = new AbortController();
  const signal = AbortSignal.any([settings.signal, stop.signal]);
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let linger: NodeJS.Timeout | undefined;
  const limit = setTimeout(
    () => resolve({ kind: linger === undefined ? 'timeout' : 'complete' }),
    settings.timeoutMs,
  );
  const interrupt = (): void => resolve({ kind: 'interrupted' });
  settings.signal.addEventListener('abort', interrupt);
  let answer: ExecMeaning | undefined;
  const blind = (error: unknown): void => resolve({ kind: 'blind', error });
  asked.then((meaning) => {
    if (signal.aborted) return;
    answer = meaning;
    if (meaning.kind === 'refused') resolve(meaning);
    else settings.onAnswer(meaning);
  }, blind);
  const follow = async (): Promise<void> => {
    const ref = configurationRef(before.name);
    for await (const object of followObject(cluster, ref, before.object, { ...settings, signal })) {
      if (signal.aborted) return;
      fresh.update(readConfiguration(object).records);
      const complete = settings.onRecords(fresh);
      if (!complete) clearTimeout(linger);
      linger = complete
        ? (linger ?? setTimeout(() => resolve({ kind: 'complete' }), settings.lingerMs))
        : undefined;
    }
  };
  follow().catch(blind);
  try {
    if (settings.signal.aborted) interrupt();
    return { ending: await promise, fresh, answer };
  } finally {
    settings.signal.removeEventListener('abort', interrupt);
    clearTimeout(limit);
    clearTimeout(linger);
    stop.abort();
  }
}
