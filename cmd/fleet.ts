/** From `--contexts` and `--all-contexts` to one answer for each cluster. */
import { matchingContexts, type NamedContext } from '../pkg/backup/context-names.ts';
import { UsageError } from '../pkg/errors.ts';
import { type Answer, askMany } from '../pkg/flows/ask-many.ts';
import type { ConnectionSettings } from '../pkg/kube/settings.ts';
import type { Cluster } from '../pkg/ports/cluster.ts';
import { parseDuration, timerMs } from '../pkg/words/duration.ts';
import { visible } from '../pkg/words/visible.ts';
import { connectMany } from './connect.ts';
import type { Context } from './context.ts';
import { CONTEXT_TIMEOUT } from './options/fleet.ts';

export interface FleetArgs extends ConnectionSettings {
  readonly contexts?: readonly string[] | undefined;
  readonly 'all-contexts': boolean;
  readonly 'context-timeout'?: string | undefined;
  readonly output: string;
}

/** Flags that say where one cluster is: for many, the contexts say it. */
const ONE_CLUSTER = ['context', 'cluster', 'server', 'platform-url', 'platform-cluster'] as const;

/** So many may be silent at once: every cluster of a usual kubeconfig, so that dead ones do not wait for each other. */
const PARALLEL = 128;

/** One cluster's answer, under its context's names. */
export type FleetAnswer<T> = NamedContext & { readonly answer: Answer<T> };

/** Asks every cluster that the flags mean. `ask` gets the signal at which its time is over. */
export async function askFleet<T>(
  args: FleetArgs,
  ctx: Context,
  ask: (cluster: Cluster, over: AbortSignal, context: NamedContext) => Promise<T>,
): Promise<FleetAnswer<T>[]> {
  if (args.output === 'name') throw new UsageError('-o name does not tell clusters apart', 'use -o json');
  const fleet = await connectMany(args, ctx);
  try {
    const chosen = chosenContexts(fleet.contexts, args);
    const byName = new Map(chosen.map((one) => [one.context, one]));
    const asking = {
      parallel: PARALLEL,
      limitMs: contextLimitMs(args),
      serverOf: (name: string) => fleet.serverOf(name),
      signal: ctx.signal,
      after: (ms: number) => AbortSignal.timeout(ms),
    };
    const answers = await askMany(
      [...byName.keys()],
      async (name, over) =>
        ask(fleet.open(name), over, byName.get(name) ?? { context: name, session: null, cluster: null }),
      asking,
    );
    return chosen.flatMap((one, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [{ ...one, answer }];
    });
  } finally {
    fleet.close();
  }
}

/** Milliseconds for one of them. Throws UsageError. */
export function contextLimitMs(args: FleetArgs): number {
  const seconds = parseDuration(args['context-timeout'] ?? CONTEXT_TIMEOUT);
  if (seconds === 0) throw new UsageError('--context-timeout cannot be 0: nothing could be asked');
  return timerMs(seconds * 1000);
}

function chosenContexts(contexts: readonly NamedContext[], args: FleetArgs): readonly NamedContext[] {
  const clash = ONE_CLUSTER.find((flag) => args[flag] !== undefined);
  if (clash !== undefined)
    throw new UsageError(`--${clash} names one cluster, and many are asked for`, `leave out --${clash}`);
  if (args['all-contexts'] && args.contexts !== undefined)
    throw new UsageError('--contexts and --all-contexts cannot both be given');
  const patterns = args['all-contexts'] ? ['*'] : (args.contexts ?? []).flatMap((text) => text.split(','));
  const chosen = matchingContexts(contexts, patterns);
  if (chosen.length > 0) return chosen;
  if (contexts.length === 0)
    throw new UsageError('the kubeconfig has no contexts', 'name another one with --kubeconfig, or log in');
  const names = contexts.slice(0, 8).map(({ context }) => visible(context));
  throw new UsageError(
    `no context fits "${visible(patterns.join(','))}"`,
    `the kubeconfig has ${names.join(', ')}`,
  );
}
