/** What a command wants of an object, what of it is not so yet, and the patch that makes it so. */
import { UserError } from '../errors.ts';
import type { KubeObject } from '../ports/cluster.ts';
import { visible } from '../words/visible.ts';

/** One field as it should be. */
export interface Setting {
  /** From the object's root: `spec`, `schedule`. */
  readonly path: readonly string[];
  /** undefined: the field goes. */
  readonly value: unknown;
  /** What a missing field means: to set it to that changes nothing. */
  readonly absent?: unknown;
}

/** One field that differs; undefined where it is not there. */
export interface Change {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** What of `settings` the object does not have yet, in their order. Throws UserError where a parent is no object. */
export function changesOf(object: KubeObject, settings: readonly Setting[]): Change[] {
  return settings.flatMap(({ path, value, absent }) => {
    const before = valueAt(object, path);
    return same(before ?? absent, value) ? [] : [{ path, before, after: value }];
  });
}

/** The field of that path; undefined where it or a parent is not there, or is null. */
export function valueAt(object: KubeObject, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const [index, name] of path.entries()) {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw notAnObject(path.slice(0, index), value);
    value = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return value ?? undefined;
}

/** A patch would put an object over it, and what it was would be lost. */
function notAnObject(path: readonly string[], value: unknown): UserError {
  return new UserError(`${path.join('.')} is ${visible(JSON.stringify(value))}, not an object`, {
    hint: 'look at it with kubectl get -o yaml: it is not what the documentation describes',
    reason: 'Shape',
  });
}

/** The object with the changes made, as the server should have it. */
export function applied(object: KubeObject, changes: readonly Change[]): KubeObject {
  return changes.reduce((one, { path, after }) => withValue(one, path, after) as KubeObject, object);
}

function withValue(object: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const { [name]: old, ...others } = isObject(object) ? object : {};
  const next = rest.length === 0 ? value : withValue(old, rest, value);
  return next === undefined ? others : { ...others, [name]: next };
}

/** Every field below `path` in which two objects differ, in the order of the names. */
export function differencesOf(before: unknown, after: unknown, path: readonly string[]): Change[] {
  if (same(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => differencesOf(before[name], after[name], [...path, name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values say the same; the order of fields says nothing. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => same(value, right.get(key)));
}

/**
 * A JSON merge patch (RFC 7386) of nothing but the changes: every other field stays as it is. It carries the
 * `resourceVersion` that was read, so that the server refuses it when somebody else wrote in between.
 */
export function patchOf(object: KubeObject, changes: readonly Change[]): Readonly<Record<string, unknown>> {
  const resourceVersion = object.metadata?.resourceVersion;
  if (resourceVersion === undefined)
    throw new UserError('the server sent an object without a resourceVersion: a change could not be guarded');
  return { metadata: { resourceVersion }, ...mergeOf(changes) };
}

/** The changes as a merge patch without a guard: null for what goes. */
export function mergeOf(changes: readonly Change[]): Readonly<Record<string, unknown>> {
  const patch: Record<string, unknown> = {};
  for (const { path, after } of changes) put(patch, path, after ?? null);
  return patch;
}

function put(patch: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    patch[name] = value;
    return;
  }
  const inner = { ...(patch[name] as Record<string, unknown> | undefined) };
  put(inner, rest, value);
  patch[name] = inner;
}
