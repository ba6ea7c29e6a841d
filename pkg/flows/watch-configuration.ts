/** The resource as it changes, whatever happens to the watch and to the server. */
import { UserError } from '../errors.ts';
import type { Cluster, KubeObject, ObjectRef } from '../ports/cluster.ts';

export interface FollowSettings {
  /** Waits; throws when `signal` fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** The longest wait between two looks, where watching is refused or the server is away. */
  readonly pollMs: number;
  /** Told once an outage: the server cannot be read for now, and why. */
  readonly onAway?: (error: UserError) => void;
  /** The server can be read again. */
  readonly onBack?: () => void;
}

/** Watching is not allowed or not known here, though reading may be. */
const WATCH_REFUSED = new Set(['Forbidden', 'NotFound', 'MethodNotAllowed']);
/** Refusals that waiting rarely mends: a server that has just started gives them too, before it knows its own rules. */
const REFUSALS = new Set(['Unauthorized', 'Forbidden', 'NotFound']);
const MOST_REFUSALS = 5;
const FIRST_WAIT = 100;
/** A watch that has been quiet for so long may hang on a connection that is gone: it is opened anew after a look. */
const QUIET_MS = 30_000;
/** Where watching is refused, it is tried again after so many looks. */
const LOOKS = 30;

/**
 * Every state of the object from `first` on that was seen (states in between may be missed, the last one never is).
 * A watch that ends or breaks is opened again after a fresh read; where watching is refused it polls. Ends by throwing:
 * UserError for what no waiting mends, the sleep's own for Ctrl-C.
 */
export async function* followObject(
  cluster: Cluster,
  ref: ObjectRef,
  first: KubeObject,
  settings: FollowSettings,
): AsyncGenerator<KubeObject> {
  const seen: Seen = { object: first, fruitless: 0 };
  const read = readerOf(cluster, ref, settings);
  let looks = 0;
  yield first;
  for (;;) {
    if (looks === 0) looks = (yield* watchOnce(cluster, ref, seen, settings)) === 'refused' ? LOOKS : 1;
    looks -= 1;
    await settings.sleep(Math.min(FIRST_WAIT * 2 ** seen.fruitless, settings.pollMs), settings.signal);
    const object = await read();
    if (object === undefined || isSame(object, seen.object)) seen.fruitless += 1;
    else yield take(object, seen);
  }
}

interface Seen {
  object: KubeObject;
  /** Looks in a row that showed nothing new. */
  fruitless: number;
}

function take(object: KubeObject, seen: Seen): KubeObject {
  seen.object = object;
  seen.fruitless = 0;
  return object;
}

function isSame(one: KubeObject, other: KubeObject): boolean {
  return one.metadata?.resourceVersion === other.metadata?.resourceVersion;
}

/** One watch until it ends, breaks or goes quiet. */
async function* watchOnce(
  cluster: Cluster,
  ref: ObjectRef,
  seen: Seen,
  settings: FollowSettings,
): AsyncGenerator<KubeObject, 'ended' | 'refused'> {
  const resourceVersion = seen.object.metadata?.resourceVersion;
  const quiet = new AbortController();
  const timer = setTimeout(() => quiet.abort(), QUIET_MS);
  try {
    const options = {
      signal: AbortSignal.any([settings.signal, quiet.signal]),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    };
    for await (const event of cluster.watch(ref, options)) {
      timer.refresh();
      if (event.type === 'DELETED') return 'ended';
      if (event.type !== 'BOOKMARK') yield take(event.object, seen);
    }
    return 'ended';
  } catch (error) {
    if (!(error instanceof UserError) || settings.signal.aborted) throw error;
    return WATCH_REFUSED.has(error.reason ?? '') ? 'refused' : 'ended';
  } finally {
    clearTimeout(timer);
  }
}

/** Fresh reads: undefined while the server is away. Throws what waiting does not mend. */
function readerOf(
  cluster: Cluster,
  ref: ObjectRef,
  { signal, onAway, onBack }: FollowSettings,
): () => Promise<KubeObject | undefined> {
  let refusals = 0;
  let away = false;
  return async () => {
    try {
      const seen = await cluster.get(ref, { signal });
      if (away) onBack?.();
      refusals = 0;
      away = false;
      return seen;
    } catch (error) {
      if (!(error instanceof UserError) || error.reason === 'Interrupted' || signal.aborted) throw error;
      refusals = REFUSALS.has(error.reason ?? '') ? refusals + 1 : 0;
      if (refusals === MOST_REFUSALS) throw error;
      if (!away) onAway?.(error);
      away = true;
      return undefined;
    }
  };
}
