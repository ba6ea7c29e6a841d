/** The resource as it changes, whatever happens to the watch. */
import { UserError } from '../errors.ts';
import type { Cluster, KubeObject, ObjectRef } from '../ports/cluster.ts';

export interface FollowSettings {
  /** Waits; throws when the run is interrupted. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Between two looks where watching is refused, and before a watch that broke is opened again. */
  readonly pollMs: number;
  /** Told once a break: what happened, and that it goes on. */
  readonly onBreak?: (error: UserError) => void;
}

/** Errors that no waiting mends. */
const FINAL = new Set(['Unauthorized', 'Forbidden', 'NotFound']);

/**
 * Every state of the object from `first` on that was seen (states in between may be missed, the last one never is).
 * A watch that ends or breaks is opened again after a fresh read; where watching is refused (403, 405, 404 on
 * the watch alone) it polls. Ends by throwing: UserError for what no waiting mends, the sleep's own for Ctrl-C.
 */
export async function* followObject(
  cluster: Cluster,
  ref: ObjectRef,
  first: KubeObject,
  settings: FollowSettings,
): AsyncGenerator<KubeObject> {
  let current = first;
  let watching = true;
  yield current;
  for (;;) {
    if (watching) {
      const attempt = watchOnce(cluster, ref, current, settings);
      for (;;) {
        const step = await attempt.next();
        if (step.done === true) {
          watching = step.value;
          break;
        }
        current = step.value;
        yield current;
      }
    }
    await settings.sleep(settings.pollMs);
    const seen = await readAgain(cluster, ref, settings);
    if (seen !== undefined && seen.metadata?.resourceVersion !== current.metadata?.resourceVersion) {
      current = seen;
      yield current;
    }
  }
}

/** One watch until it ends. Answers whether to watch again. */
async function* watchOnce(
  cluster: Cluster,
  ref: ObjectRef,
  from: KubeObject,
  settings: FollowSettings,
): AsyncGenerator<KubeObject, boolean> {
  const resourceVersion = from.metadata?.resourceVersion;
  try {
    const options = {
      signal: settings.signal,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    };
    for await (const event of cluster.watch(ref, options)) {
      if (event.type === 'DELETED') throw new UserError(`${ref.name} was deleted`, { reason: 'NotFound' });
      if (event.type !== 'BOOKMARK') yield event.object;
    }
    return true;
  } catch (error) {
    if (!(error instanceof UserError) || error.reason === 'Interrupted') throw error;
    settings.onBreak?.(error);
    return !(FINAL.has(error.reason ?? '') || error.reason === 'MethodNotAllowed');
  }
}

/** A fresh read; undefined when the server is away for now. */
async function readAgain(
  cluster: Cluster,
  ref: ObjectRef,
  settings: FollowSettings,
): Promise<KubeObject | undefined> {
  try {
    return await cluster.get(ref, { signal: settings.signal });
  } catch (error) {
    if (!(error instanceof UserError) || FINAL.has(error.reason ?? '') || error.reason === 'Interrupted')
      throw error;
    settings.onBreak?.(error);
    return undefined;
  }
}
