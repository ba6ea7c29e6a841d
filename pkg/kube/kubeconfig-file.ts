/** One kubeconfig file: YAML as Go reads it, every known field of the right kind, relative paths made absolute. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { boolYaml11Tag, CORE_SCHEMA, loadAll, mergeTag } from 'js-yaml';
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import { checkFields, type Kind } from './kubeconfig-fields.ts';
import { unfoldsTooFar } from './yaml-unfolding.ts';

/** Entries by name. */
export type Entries = ReadonlyMap<string, Fields>;

export interface KubeconfigFile {
  readonly currentContext: string | undefined;
  readonly contexts: Entries;
  readonly clusters: Entries;
  readonly users: Entries;
}

/** sigs.k8s.io/yaml: YAML 1.1's booleans and merge keys on a core of strings, numbers and null. */
const SCHEMA = CORE_SCHEMA.withTags(boolYaml11Tag, mergeTag);
/** Go reads ten thousand levels; nobody writes more than a few, and this stack is smaller. */
const DEEPEST = 500;

const TOP: Readonly<Record<string, Kind>> = {
  kind: 'text',
  apiVersion: 'text',
  'current-context': 'text',
  contexts: 'list',
  clusters: 'list',
  users: 'list',
};

const CONTEXT: Readonly<Record<string, Kind>> = { cluster: 'text', user: 'text', namespace: 'text' };

const CLUSTER: Readonly<Record<string, Kind>> = {
  server: 'text',
  'tls-server-name': 'text',
  'insecure-skip-tls-verify': 'flag',
  'certificate-authority': 'text',
  'certificate-authority-data': 'base64',
  'proxy-url': 'text',
  'disable-compression': 'flag',
  extensions: 'list',
};

const USER: Readonly<Record<string, Kind>> = {
  'client-certificate': 'text',
  'client-certificate-data': 'base64',
  'client-key': 'text',
  'client-key-data': 'base64',
  token: 'text',
  tokenFile: 'text',
  as: 'text',
  'as-uid': 'text',
  'as-groups': 'texts',
  'as-user-extra': 'texts by name',
  username: 'text',
  password: 'text',
  'auth-provider': 'fields',
  exec: 'fields',
};

/** Keys whose values are paths, relative to the file they stand in. */
const PATHS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** Understands the text of `file`. Throws UserError for what kubectl refuses as well. */
export function parseKubeconfig(text: string, file: string): KubeconfigFile {
  const parsed = parseYaml(text, file);
  if (parsed === null || parsed === undefined)
    return { currentContext: undefined, contexts: new Map(), clusters: new Map(), users: new Map() };
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw wrong(file, 'it is no mapping');
  const config = fieldsOf(parsed);
  check(config, TOP, file, '');
  if ((textOf(config['kind']) ?? 'Config') !== 'Config' || (textOf(config['apiVersion']) ?? 'v1') !== 'v1')
    throw wrong(file, 'it is not of kind Config, apiVersion v1');
  return {
    currentContext: textOf(config['current-context']),
    contexts: named(config['contexts'], 'context', CONTEXT, file),
    clusters: named(config['clusters'], 'cluster', CLUSTER, file),
    users: named(config['users'], 'user', USER, file),
  };
}

/** The first document, as Go's reader takes it; undefined where there is none. */
function parseYaml(text: string, file: string): unknown {
  try {
    const [first] = loadAll(text, { schema: SCHEMA, maxDepth: DEEPEST, json: true });
    if (text.includes('*') && unfoldsTooFar(first)) throw new Error('its aliases unfold into far too much');
    return first;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be read';
    throw wrong(file, `it is not valid YAML: ${why}`, error);
  }
}

function wrong(file: string, why: string, cause?: unknown): UserError {
  return new UserError(`the kubeconfig ${visible(file)} cannot be used: ${visible(why)}`, {
    exitCode: EXIT.usage,
    hint: 'mend the file, or name another one with --kubeconfig',
    cause,
  });
}

function check(fields: Fields, kinds: Readonly<Record<string, Kind>>, file: string, where: string): void {
  const fault = checkFields(fields, kinds);
  if (fault !== undefined) throw wrong(file, `${where}${fault}`);
}

function named(list: unknown, what: string, kinds: Readonly<Record<string, Kind>>, file: string): Entries {
  const entries = new Map<string, Fields>();
  for (const item of listOf(list)) {
    const entry = fieldsOf(item);
    const name = entry['name'] ?? '';
    if (typeof name !== 'string') throw wrong(file, `the name of a ${what} is not a text`);
    if (entries.has(name)) throw wrong(file, `it has two ${what}s "${name}"`);
    const value = entry[what] ?? {};
    if (typeof value !== 'object' || Array.isArray(value))
      throw wrong(file, `${what} "${name}" is no mapping`);
    const fields = fieldsOf(value);
    check(fields, kinds, file, `${what} "${name}": `);
    entries.set(name, withAbsolutePaths(fields, dirname(file)));
  }
  return entries;
}

function withAbsolutePaths(fields: Fields, folder: string): Fields {
  const absolute = PATHS.flatMap((key) => {
    const path = textOf(fields[key]);
    return path === undefined || isAbsolute(path) ? [] : [[key, resolve(folder, path)] as const];
  });
  const exec = fieldsOf(fields['exec']);
  const command = textOf(exec['command']);
  // A bare name is looked for on PATH; anything with a slash is a path.
  const relative = command !== undefined && /[/\\]/.test(command) && !isAbsolute(command);
  if (absolute.length === 0 && !relative) return fields;
  return {
    ...fields,
    ...Object.fromEntries(absolute),
    ...(relative ? { exec: { ...exec, command: resolve(folder, command) } } : {}),
  };
}
