/** JSON merge patch (RFC 7386) and the operations of JSON patch (RFC 6902) that the plugin sends. */

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: Json;
}

/** Throws where an operation does not fit, as the API server answers 422. */
export function jsonPatch(target: Json, operations: readonly Operation[]): Json {
  return operations.reduce((document, operation) => applyOne(structuredClone(document), operation), target);
}

function applyOne(document: Json, { op, path, value }: Operation): Json {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop() ?? '';
  let parent: Json = document;
  for (const key of keys)
    parent = isObject(parent) || Array.isArray(parent) ? (parent as Record<string, Json>)[key] : undefined;
  if (!isObject(parent) && !Array.isArray(parent)) throw new Error(`path ${path} is not there`);
  const holder = parent as Record<string, Json>;
  if (op === 'test') {
    if (JSON.stringify(holder[last]) !== JSON.stringify(value))
      throw new Error(`testing value ${path} failed`);
  } else if (op === 'remove') {
    if (!(last in holder)) throw new Error(`path ${path} is not there`);
    delete holder[last];
  } else if (op === 'add' || op === 'replace') {
    if (op === 'replace' && !(last in holder)) throw new Error(`path ${path} is not there`);
    holder[last] = value;
  } else {
    throw new Error(`operation ${op} is not known`);
  }
  return document;
}
