/** Kubeconfig files → one merged view, by kubectl's rules: the first file that sets a value wins. */
import { readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import type { ConnectionSettings, KubeWorld } from './settings.ts';

/** Named entries of a kubeconfig, with relative paths made absolute. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Fields>;
  readonly clusters: ReadonlyMap<string, Fields>;
  readonly users: ReadonlyMap<string, Fields>;
  /** Where it was looked for, for messages. */
  readonly files: readonly string[];
  /** The files that were there. */
  readonly found: readonly string[];
}

/** Keys whose values are paths, relative to the file they stand in. */
const PATHS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** A kubeconfig is small: more than this is a mistake or an attack. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Which files count: `--kubeconfig` alone, else KUBECONFIG's list, else ~/.kube/config. */
export function kubeconfigFiles(settings: ConnectionSettings, world: KubeWorld): string[] {
  if (settings.kubeconfig !== undefined) return [resolve(world.cwd, settings.kubeconfig)];
  const listed = (world.env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return [...new Set(listed.map((path) => resolve(world.cwd, path)))];
  return [join(world.homedir, '.kube', 'config')];
}

/** Reads and merges. A missing file counts as empty, but for one named by `--kubeconfig`. Throws UserError. */
export function readKubeconfig(settings: ConnectionSettings, world: KubeWorld): Kubeconfig {
  const files = kubeconfigFiles(settings, world);
  const found: string[] = [];
  const merged = {
    contexts: new Map<string, Fields>(),
    clusters: new Map<string, Fields>(),
    users: new Map<string, Fields>(),
  };
  let currentContext: string | undefined;
  for (const file of files) {
    const text = readIfThere(file, settings.kubeconfig !== undefined);
    if (text === undefined) continue;
    found.push(file);
    const config = parse(text, file);
    currentContext ??= textOf(config['current-context']);
    addNamed(merged.contexts, config['contexts'], 'context', file);
    addNamed(merged.clusters, config['clusters'], 'cluster', file);
    addNamed(merged.users, config['users'], 'user', file);
  }
  return { currentContext, ...merged, files, found };
}

function readIfThere(file: string, mustExist: boolean): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > MOST_BYTES)
      throw new UserError(`the kubeconfig ${visible(file)} is too large`, { exitCode: EXIT.usage });
    return text;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !mustExist) return undefined;
    if (error instanceof UserError) throw error;
    throw new UserError(
      `cannot read the kubeconfig ${visible(file)}: ${code === 'ENOENT' ? 'no such file' : (code ?? 'unknown error')}`,
      {
        exitCode: EXIT.usage,
        cause: error,
      },
    );
  }
}

function parse(text: string, file: string): Fields {
  try {
    return fieldsOf(load(text));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be read';
    throw new UserError(`the kubeconfig ${visible(file)} is not valid YAML: ${visible(why)}`, {
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

function addNamed(into: Map<string, Fields>, list: unknown, kind: string, file: string): void {
  for (const entry of listOf(list).map(fieldsOf)) {
    const name = textOf(entry['name']);
    if (name === undefined || into.has(name)) continue;
    into.set(name, withAbsolutePaths(fieldsOf(entry[kind]), dirname(file)));
  }
}

function withAbsolutePaths(fields: Fields, folder: string): Fields {
  const absolute = PATHS.flatMap((key) => {
    const path = textOf(fields[key]);
    return path === undefined || isAbsolute(path) ? [] : [[key, resolve(folder, path)] as const];
  });
  return { ...fields, ...Object.fromEntries(absolute) };
}
