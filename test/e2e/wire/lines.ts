/** One line for each command that talks to a cluster, and which of them meet a fault. */
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

/** Each fault meets the first command and a third of the others, so that each command meets a third of the faults. */
const EVERY = 3;

/** The lines that meet fault number `turn`. Throws for a command that nobody has thought of here. */
export function commandLines(turn: number, folder: string): (readonly string[])[] {
  const lines = commands
    .filter(({ name }) => !OFFLINE.includes(name))
    .map(({ name }) => {
      const line = LINES[name];
      if (line === undefined) throw new Error(`test/e2e/wire/lines.ts does not say how to run ${name}`);
      return line(folder);
    });
  return lines.filter((_, index) => index === 0 || (index + turn) % EVERY === 0);
}
