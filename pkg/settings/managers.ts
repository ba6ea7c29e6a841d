/** Who wrote a field of an object, as the API server notes it. */
import { fieldsOf } from '../backup/fields.ts';
import { FIELD_MANAGER } from '../backup/resource.ts';
import type { KubeObject } from '../ports/cluster.ts';

/** Managers that hold on to nothing: a person's `kubectl apply` or `create`, and the server's name for "nobody noted it". */
const TAKEN_OVER = new Set(['kubectl-client-side-apply', 'kubectl-create', 'before-first-apply']);

/** Other managers of the field at `path`, each once; ours is not among them. */
export function otherManagers(object: KubeObject, path: readonly string[]): string[] {
  const names = (object.metadata?.managedFields ?? []).flatMap(({ manager = 'unknown', fieldsV1 }) =>
    owns(fieldsV1, path) && manager !== FIELD_MANAGER ? [manager] : [],
  );
  return [...new Set(names)];
}

/** Whether `fieldsV1` (`f:data`, in it `f:ACCESS_KEY`) has the field, or a parent as a whole. */
function owns(fieldsV1: unknown, path: readonly string[]): boolean {
  let set = fieldsOf(fieldsV1);
  for (const name of path) {
    const inner = set[`f:${name}`];
    if (inner === undefined) return false;
    set = fieldsOf(inner);
  }
  return true;
}

/** Those of `managers` that may write their value back, and that nobody should overrule unasked. */
export function holders(managers: readonly string[]): string[] {
  return managers.filter((one) => !TAKEN_OVER.has(one));
}
