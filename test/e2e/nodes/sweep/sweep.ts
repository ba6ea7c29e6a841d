/** The kill sweep: a node with quick stand-ins, and what the sweep says about a list of scripts. */
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { mustExecute } from '../execute.ts';
import { layDisk, Node } from '../node.ts';
import { openWorld, type World } from '../world.ts';

const TOOLS = ['systemctl', 'crictl', 'ctr', 'etcdctl', 'timeout', 'sync', 'sleep', 'ssh'];
/** Tools that are the real ones but where a kill finds them half done. */
const HALVED = ['cp', 'mv', 'rm', 'sed', 'awk', 'cat', 'tr', 'gzip'];

export interface QuickNode {
  readonly world: World;
  readonly node: Node;
}

/** A node whose tools are quick stand-ins, with an old etcd, its manifests and certificates, all small. */
export async function openQuickNode(name: string, address: string): Promise<QuickNode> {
  const world = await openWorld();
  mkdirSync(world.path('ssh'));
  await mustExecute(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', world.path('ssh/key')]);
  mkdirSync(world.path('tools'));
  cpSync(join(import.meta.dirname, 'quick.sh'), world.path('tools/.quick'));
  await mustExecute(['chmod', '755', world.path('tools/.quick')]);
  for (const tool of TOOLS) symlinkSync('.quick', world.path(`tools/${tool}`));
  mkdirSync(world.path('tools/half'));
  for (const tool of HALVED) symlinkSync('/usr/local/bin/.quick', world.path(`tools/half/${tool}`));
  const node = new Node(world, { name, address });
  layDisk(node, [node], world.path('ssh'));
  // Its kubelet is started by whoever has laid out what it finds.
  node.write('/etc/kubelet.disabled', '');
  await node.boot();
  rmSync(node.path('/etc/kubelet.disabled'));
  return { world, node };
}

export interface SweepPlan {
  /** Paths on the node, in their order. */
  readonly scripts: readonly string[];
  readonly arguments?: readonly string[];
  readonly undo?: string;
  /** Folders that make up the state, and those among them that undo brings back as they were. */
  readonly roots: readonly string[];
  readonly precious: readonly string[];
  /** Paths that undo may leave among the precious ones: the scripts' own folders. */
  readonly own?: string;
  /** Which of the scripts to kill; all run. */
  readonly first?: number;
  readonly last?: number;
}

export interface SweepEnd {
  readonly folder: string;
  readonly script: string;
}

export interface Sweep {
  /** Commands of all scripts, and those that can be killed midway. */
  readonly points: number;
  /** Really killed: one for each change on disk. */
  readonly kills: number;
  /** Those of them that were killed in the middle of a command. */
  readonly halves: number;
  readonly states: number;
  readonly cycles: number;
  /** What was lost, a line each; empty when all is well. */
  readonly lost: readonly string[];
  /** One line per script. */
  readonly figures: readonly string[];
  /** Ends that differ for a kubelet and an etcd, with the script that led there first; `bootEnd` looks into them. */
  readonly ends: readonly SweepEnd[];
}

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
const list = (words: readonly string[] = []): string => `(${words.map(quote).join(' ')})`;

/** Kills every script of the plan at each of its commands; see sweep.sh. */
export async function sweep({ node }: QuickNode, plan: SweepPlan, seconds = 300): Promise<Sweep> {
  const config = [
    `scripts=${list(plan.scripts)}`,
    `arguments=${list(plan.arguments)}`,
    `undo=${quote(plan.undo ?? '')}`,
    `roots=${list(plan.roots)}`,
    `precious=${list(plan.precious)}`,
    `own=${quote(plan.own ?? '^$')}`,
    `first=${plan.first ?? 0} last=${plan.last ?? plan.scripts.length - 1}`,
  ];
  node.write('/sweep.conf', `${config.join('\n')}\n`);
  const said = await node.must(
    'set -o pipefail; setsid --wait bash /opt/repo/test/e2e/nodes/sweep/sweep.sh /sweep.conf | tee /sweep.log',
    {
      seconds,
    },
  );
  const lines = said.split('\n').filter((line) => line !== '');
  const figures = lines.filter((line) => line.startsWith('swept '));
  const sum = (name: string): number =>
    figures.reduce((total, line) => total + Number(new RegExp(`${name}=(\\d+)`).exec(line)?.[1] ?? 0), 0);
  return {
    points: sum('points'),
    kills: sum('kills'),
    halves: sum('halves'),
    states: sum('states'),
    cycles: sum('cycles'),
    lost: lines.filter((line) => !/^(swept|end) /.test(line)),
    figures,
    ends: lines.flatMap((line) => {
      const [, number, script] = /^end (\d+) (.*)$/.exec(line) ?? [];
      return script === undefined ? [] : [{ folder: `/sweep/end.${number}`, script }];
    }),
  };
}

/** What a real etcd finds at an end: `held` where nothing starts it, else the value there, and `raised` with the revision. */
export async function bootEnd({ node }: QuickNode, { folder }: SweepEnd): Promise<string> {
  return (await node.must(`bash /opt/repo/test/e2e/nodes/sweep/boot-end.sh ${folder}`)).trim();
}
