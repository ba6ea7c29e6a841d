/** The command that brings back what was before a change. */
import type { ObjectRef } from '../ports/cluster.ts';
import { type Change, mergeOf } from './change.ts';

/** kubectl's words for the opposite change: exact whatever the fields were. */
export function undoPatch({ kind, name, namespace }: ObjectRef, changes: readonly Change[]): string[] {
  const back = changes.map(({ path, before, after }) => ({ path, before: after, after: before }));
  const plural = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
  const where = namespace === undefined ? [] : ['-n', namespace];
  return ['kubectl', 'patch', plural, name, ...where, '--type=merge', '-p', JSON.stringify(mergeOf(back))];
}
