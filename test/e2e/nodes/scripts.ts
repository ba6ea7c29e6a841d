/** The real restore scripts on the nodes of a test: laid out as a plan's folder has them, run phase by phase. */
import assert from 'node:assert/strict';
import { scriptBodies } from '../../../pkg/files/script-bodies.ts';
import { SCRIPTS, type ScriptName, scriptText } from '../../../pkg/restore/scripts.ts';
import type { ScriptValues } from '../../../pkg/restore/values.ts';
import type { Finished } from './execute.ts';
import type { Seat } from './manifests.ts';
import type { Node } from './node.ts';

/** Phases 0 to 6: all that change a node, in their order. */
export const PHASES: readonly ScriptName[] = SCRIPTS.filter(
  ({ phase, name }) => phase !== undefined && name !== 'verify',
).map(({ name }) => name);

/** Where scripts and snapshot lie on a node. */
export const FOLDER = '/root/etcd-restore';
export const SNAPSHOT = `${FOLDER}/snapshot.tar`;

/** Values of the scripts of `node`; `without` are the machines that are gone for good. */
export function valuesOf(
  seats: readonly Seat[],
  node: Seat,
  change: Partial<ScriptValues> = {},
  without: readonly Seat[] = [],
): ScriptValues {
  return {
    planId: '20261125t020340z-4f2a',
    self: seats.findIndex(({ name }) => name === node.name),
    members: seats.map(({ name, address }) => ({
      name,
      ip: address,
      peerUrl: `https://${address}:2380`,
      absent: without.some((gone) => gone.name === name),
    })),
    clusterToken: 'restore-20261125t020340z-4f2a',
    bumpRevision: 1_000_000_000,
    snapshot: { path: SNAPSHOT, withoutHash: false, fetch: { by: 'hand' } },
    evenWithQuorum: false,
    anyCluster: false,
    confirm: true,
    searchDirs: ['/cpaas'],
    ...change,
  };
}

/** Writes every script of `node` into its folder, as `restore --output-dir` does. */
export function layScripts(node: Node, values: ScriptValues): void {
  for (const script of SCRIPTS)
    node.write(`${FOLDER}/${node.name}/${script.file}`, scriptText(script, values, scriptBodies));
}

const fileOf = (name: ScriptName): string => SCRIPTS.find((script) => script.name === name)?.file ?? '';

/** Runs one script on one node with `words` behind it. */
export function runScript(node: Node, name: ScriptName, ...words: readonly string[]): Promise<Finished> {
  const line = ['bash', `etcd-restore/${node.name}/${fileOf(name)}`, ...words].join(' ');
  return node.run(`cd /root; ${line}`, { seconds: 240 });
}

/** Runs one script on every one of `nodes` at once; each has to pass. The words that each said. */
export async function phase(
  nodes: readonly Node[],
  name: ScriptName,
  ...words: readonly string[]
): Promise<string[]> {
  const done = await Promise.all(nodes.map((node) => runScript(node, name, ...words)));
  for (const [index, { code, stdout, stderr }] of done.entries())
    assert.equal(code, 0, `${name} on ${nodes[index]?.name}:\n${stdout}\n${stderr}`);
  return done.map(({ stdout }) => stdout);
}

/** The check code that a preflight printed. */
export function checkCode(said: string): string {
  const code = /CHECK CODE ([0-9a-f]{4}-[0-9a-f]{4})/.exec(said)?.[1];
  assert.ok(code !== undefined, said);
  return code;
}

/** All phases, each on every node before the next. */
export async function restore(nodes: readonly Node[]): Promise<void> {
  const said = await phase(nodes, 'preflight');
  const code = checkCode(said[0] ?? '');
  await phase(nodes, 'stop', code);
  for (const name of ['set-aside', 'restore', 'put-in-place', 'start-etcd', 'start-rest'] as const)
    await phase(nodes, name);
  await phase(nodes.slice(0, 1), 'verify');
}
