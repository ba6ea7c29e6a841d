/** One line for each command that talks to a cluster, and which of them meet a fault as the built program. */
import { join } from 'node:path';
import { commands } from '../../../cmd/root.ts';
import { FIXTURES } from '../../cluster/acp.ts';

/** What to type; a `folder` of its own is there for what is written. */
const LINES: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  list: () => ['list'],
  status: () => ['status'],
  check: () => ['check'],
  'set-schedule': () => ['set-schedule', '0 1 * * *', '--yes'],
  pause: () => ['pause', '--yes'],
  resume: () => ['resume', '--yes'],
  'set-local': () => ['set-local', '--retention', '30d', '--yes'],
  'set-s3': () => [
    'set-s3',
    '--endpoint',
    'https://s3.example.test',
    '--bucket',
    'b',
    '--use-secret',
    'x',
    '--no-probe',
    '--yes',
  ],
  'unset-s3': () => ['unset-s3', '--yes'],
  trigger: () => ['trigger'],
  download: (folder) => ['download', 'latest', '-O', join(folder, 'snapshot.db')],
  inspect: () => ['inspect', join(FIXTURES, 'etcd-3.6.14-50-keys.db'), '--same-cluster'],
  kit: (folder) => ['kit', join(folder, 'kit')],
  restore: () => ['restore'],
  prune: () => ['prune', '--keep', '3', '--yes'],
  version: () => ['version'],
};

/** Commands that ask no cluster. */
const OFFLINE = ['completion'];

/** The lines of every such command, in their order. Throws for a command that nobody has thought of here. */
export function commandLines(folder: string): (readonly string[])[] {
  return commands
    .filter(({ name }) => !OFFLINE.includes(name))
    .map(({ name }) => {
      const line = LINES[name];
      if (line === undefined) throw new Error(`test/e2e/wire/lines.ts does not say how to run ${name}`);
      return line(folder);
    });
}

/** A process costs as much as ten lines without one: fault number `turn` meets the first line and a third of the others as processes. */
const EVERY = 3;

/** Those of the lines that meet it as the built program. */
export function programLines<T>(lines: readonly T[], turn: number): T[] {
  return lines.filter((_, index) => index === 0 || (index + turn) % EVERY === 0);
}
