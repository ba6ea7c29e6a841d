/** Contexts as `ac login` names them: `<session>/<cluster>`, one for each cluster of the platform. */
import { fitsGlob } from '../words/glob.ts';

export interface NamedContext {
  /** As in the kubeconfig. */
  readonly context: string;
  /** The login session; null for a context of another kind. */
  readonly session: string | null;
  /** The cluster's name on the platform; null likewise. */
  readonly cluster: string | null;
}

/** `path`: of the context's server, which is `/kubernetes/<cluster>/` for a context of the platform; undefined where there is no server. */
export function namedContext(context: string, path: string | undefined): NamedContext {
  const cluster = /^\/kubernetes\/([^/]+)\/?$/.exec(path ?? '')?.[1];
  const session =
    cluster !== undefined && context.endsWith(`/${cluster}`)
      ? context.slice(0, -cluster.length - 1)
      : undefined;
  return session === undefined || cluster === undefined
    ? { context, session: null, cluster: null }
    : { context, session, cluster };
}

/** The contexts that fit one of the patterns, in their own order. A pattern without a slash may name the cluster alone. */
export function matchingContexts(
  contexts: readonly NamedContext[],
  patterns: readonly string[],
): NamedContext[] {
  return contexts.filter(({ context, cluster }) =>
    patterns.some(
      (pattern) =>
        fitsGlob(context, pattern) ||
        (cluster !== null && !pattern.includes('/') && fitsGlob(cluster, pattern)),
    ),
  );
}
