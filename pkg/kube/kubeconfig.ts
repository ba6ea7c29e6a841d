/** Kubeconfig files → one merged view, by kubectl's rules: the first file that sets a value wins. */
import { delimiter, join, resolve } from 'node:path';
import type { Fields } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import { type Entries, parseKubeconfig } from './kubeconfig-file.ts';
import type { ConnectionSettings, KubeWorld } from './settings.ts';
import { readSmallFile } from './small-file.ts';

/** Named entries of a kubeconfig, with relative paths made absolute. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly contexts: Entries;
  readonly clusters: Entries;
  readonly users: Entries;
  /** Where it was looked for, for messages. */
  readonly files: readonly string[];
  /** The files that were there. */
  readonly found: readonly string[];
  /** The file that an entry of `users` came from. */
  readonly userFiles: ReadonlyMap<string, string>;
}

/** Which files count: `--kubeconfig` alone, else KUBECONFIG's list, else ~/.kube/config. */
export function kubeconfigFiles(settings: ConnectionSettings, world: KubeWorld): string[] {
  if (settings.kubeconfig) return [resolve(world.cwd, settings.kubeconfig)];
  const listed = world.env['KUBECONFIG'];
  // An empty KUBECONFIG counts as none; one of separators alone names no file at all, as with kubectl.
  if (!listed) return [join(world.homedir, '.kube', 'config')];
  const paths = listed.split(delimiter).filter((path) => path !== '');
  return [...new Set(paths.map((path) => resolve(world.cwd, path)))];
}

/** Reads and merges. A missing file counts as empty, but for one named by `--kubeconfig`. Throws UserError. */
export function readKubeconfig(settings: ConnectionSettings, world: KubeWorld): Kubeconfig {
  const files = kubeconfigFiles(settings, world);
  const found: string[] = [];
  const contexts = new Map<string, Fields>();
  const clusters = new Map<string, Fields>();
  const users = new Map<string, Fields>();
  const userFiles = new Map<string, string>();
  let currentContext: string | undefined;
  for (const file of files) {
    const text = readIfThere(file, Boolean(settings.kubeconfig));
    if (text === undefined) continue;
    found.push(file);
    const config = parseKubeconfig(text, file);
    currentContext ??= config.currentContext;
    addNew(contexts, config.contexts);
    addNew(clusters, config.clusters);
    for (const name of config.users.keys()) if (!users.has(name)) userFiles.set(name, file);
    addNew(users, config.users);
  }
  return { currentContext, contexts, clusters, users, files, found, userFiles };
}

/** An entry counts whole: its fields are not mixed with those of the same name in a later file. */
function addNew(into: Map<string, Fields>, from: Entries): void {
  for (const [name, fields] of from) if (!into.has(name)) into.set(name, fields);
}

function readIfThere(file: string, mustExist: boolean): string | undefined {
  try {
    return readSmallFile(file).toString('utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' && !mustExist) return undefined;
    throw new UserError(`cannot read the kubeconfig ${visible(file)}: ${WHY[code] ?? code}`, {
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

const WHY: Readonly<Record<string, string>> = { ENOENT: 'no such file', EFBIG: 'it is too large' };
