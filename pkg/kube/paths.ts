/** URL paths of the API, relative to the server's prefix. Names are encoded: they come from outside. */
import { UsageError } from '../errors.ts';
import type { ObjectRef, ResourceKind } from '../ports/cluster.ts';
import { visible } from '../words/visible.ts';

/** `apis/group/version/[namespaces/ns/]plural`. */
export function collectionPath(kind: ResourceKind, namespace: string | undefined): string {
  const root = kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  return `${root}${scope}/${kind.plural}`;
}

/** The object's own path. */
export function objectPath(ref: ObjectRef): string {
  return `${collectionPath(ref.kind, ref.namespace)}/${segment(ref.name)}`;
}

/** One path segment; a name that would climb out of its place is refused, as the API server refuses it. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new UsageError(`"${visible(name)}" is not the name of an object`);
  }
  return encodeURIComponent(name);
}
