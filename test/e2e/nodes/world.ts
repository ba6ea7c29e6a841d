/** A world: mounts, network and processes of its own, in which nodes live; it dies with whoever opened it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { BARE_ENVIRONMENT, execute, type Finished, type Limits, mustExecute } from './execute.ts';

/** Where worlds have their folder: not under /root or /tmp, which nodes have for themselves. */
const PLACE = '/var/tmp';

export interface World {
  /** The world's folder as the world sees it. */
  readonly dir: string;
  /** Runs a program on the operator's machine: in the nodes' network, outside of every node. */
  run(argv: readonly string[], limits?: Limits): Promise<Finished>;
  must(argv: readonly string[], limits?: Limits): Promise<string>;
  /** The argv that runs `argv` inside; for programs that the caller wants to hold himself. */
  enter(argv: readonly string[]): string[];
  /** A path inside the world (below `dir`) as this process can open it. */
  path(inside: string): string;
  close(): Promise<void>;
}

export const standIn = (name: string): string => new URL(`stand-ins/${name}`, import.meta.url).pathname;

/** Opens a world; needs root. Closing, a failing test and a killed runner all end it: its first process reads our pipe. */
export async function openWorld(): Promise<World> {
  const dir = mkdtempSync(join(PLACE, 'etcdbackup-nodes-'));
  const unshare = ['--mount', '--net', '--pid', '--uts', '--ipc', '--fork', '--kill-child'];
  const child = spawn('unshare', [...unshare, 'bash', standIn('world.sh'), dir], {
    env: BARE_ENVIRONMENT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const first = await Promise.race([once(child.stdout, 'data'), exit]);
  const pid = Number(String(first[0]).trim());
  if (!(pid > 1) || child.exitCode !== null) throw new Error('the world did not open: is this root?');
  const enter = (argv: readonly string[]): string[] => [
    ...['nsenter', '--target', String(pid), '--mount', '--net', '--pid', '--uts', '--ipc', '--'],
    ...argv,
  ];
  return {
    dir,
    enter,
    run: (argv, limits) => execute(enter(argv), limits),
    must: (argv, limits) => mustExecute(enter(argv), limits),
    path: (inside) => join(`/proc/${pid}/root`, dir, inside),
    async close() {
      child.stdin.end();
      await exit;
    },
  };
}
