/** The person with the plan: makes it with the built plugin, and runs its lines as they are printed, in their order. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import type { RestorePlan, Step, StepAction } from '../../../pkg/restore/plan/plan.ts';
import { scriptLine } from '../../../pkg/restore/plan/steps.ts';
import { PLUGIN } from '../built.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Node } from './node.ts';
import { checkCode } from './scripts.ts';

export interface Planned {
  readonly plan: RestorePlan;
  /** The folder of `--output-dir`, as the world sees it. */
  readonly folder: string;
}

/** `restore --output-dir` with `flags`, on the operator's machine, whose paths they are; every node is named, unless a kit does that. */
export async function makePlan(
  plane: ControlPlane,
  name: string,
  flags: readonly string[],
): Promise<Planned> {
  const nodes = flags.includes('--kit')
    ? []
    : plane.nodes.flatMap((node) => ['--node', `${node.name}=${node.address}`]);
  mkdirSync(plane.world.path('plans'), { recursive: true });
  const folder = `${plane.world.dir}/plans/${name}`;
  await atHome(plane, ['restore', ...nodes, '--output-dir', folder, ...flags]);
  const plan = JSON.parse(readFileSync(plane.world.path(`plans/${name}/plan.json`), 'utf8')) as RestorePlan;
  return { plan, folder };
}

/** `kit` on the operator's machine, which reaches the API servers; the flags by which a plan is made from it. */
export async function makeKit(plane: ControlPlane): Promise<string[]> {
  const { dir } = plane.world;
  await atHome(plane, ['kit', `${dir}/kit`, '--kubeconfig', `${dir}/${plane.nodes[0]?.name}.conf`]);
  return ['--kit', `${dir}/kit`];
}

/** The built plugin on the operator's machine. */
function atHome({ world }: ControlPlane, words: readonly string[]): Promise<string> {
  return world.must([process.execPath, PLUGIN, ...words], { seconds: 240 });
}

/** Lines of the operator's own machine; all others are typed on the step's node. */
const AT_HOME: readonly Step['action'][] = ['bring', 'put'];

/**
 * Runs every line of the plan in its order; what is the same step on several nodes, on all of them at once. `after` is told of each
 * action that is done; what it answers `stop` to is the last.
 */
export async function follow(
  plane: ControlPlane,
  planned: Planned,
  after: (action: StepAction) => Promise<'stop' | undefined> = async () => undefined,
): Promise<void> {
  const { steps } = planned.plan;
  let code = '';
  for (let at = 0; at < steps.length; ) {
    const action = steps[at]?.action;
    const next = steps.findIndex((step, index) => index > at && step.action !== action);
    const alike = steps.slice(at, next < 0 ? steps.length : next);
    const said = await Promise.all(alike.map((step) => run(plane, planned, step, code)));
    if (action === 'preflight') {
      const codes = said.map(checkCode);
      code = codes[0] ?? '';
      assert.deepEqual(new Set(codes), new Set([code]), 'the same check code on every node');
    }
    at += alike.length;
    if (action !== undefined && (await after(action)) === 'stop') return;
  }
}

async function run(
  plane: ControlPlane,
  { plan, folder }: Planned,
  step: Step,
  code: string,
): Promise<string> {
  let said = '';
  for (const line of step.action === 'backup' ? [] : step.lines) {
    if (AT_HOME.includes(step.action)) said += await typeAtHome(plane, folder, line);
    // What a person types when phase 1 asks; where nobody sits, the script takes it as a word.
    const typed = step.action === 'stop' ? ` ${code}` : '';
    const nodes = present(plane, plan).filter(({ name }) => step.node === null || name === step.node);
    for (const node of AT_HOME.includes(step.action) ? [] : nodes)
      said += await node.must(`cd /root; ${line}${typed}`, { seconds: 600 });
  }
  return said;
}

/** The way back as the plan's page has it, each script on every node before the next. `after` is told of each that is done. */
export async function turnBack(
  plane: ControlPlane,
  { plan }: Planned,
  after: (script: 'stop' | 'undo' | 'undo-start') => Promise<void> = async () => undefined,
): Promise<void> {
  for (const script of ['stop', 'undo', 'undo-start'] as const) {
    const line = `cd /root; ${scriptLine(plan.folder, script)}`;
    await Promise.all(present(plane, plan).map((node) => node.must(line, { seconds: 240 })));
    await after(script);
  }
}

/** The nodes that the plan has scripts for. */
export function present(plane: ControlPlane, plan: RestorePlan): Node[] {
  const gone = plan.members.filter(({ absent }) => absent).map(({ node }) => node);
  return plane.nodes.filter(({ name }) => !gone.includes(name));
}

/** The operator's machine has the nodes' key; its folder is the plan's. */
function typeAtHome(plane: ControlPlane, folder: string, line: string): Promise<string> {
  const { world } = plane;
  const script = `mount -t tmpfs home /root && mkdir -m 700 /root/.ssh && cp ${world.dir}/ssh/key /root/.ssh/id_ed25519 && chmod 600 /root/.ssh/id_ed25519
printf 'StrictHostKeyChecking no\\nUserKnownHostsFile /dev/null\\nLogLevel ERROR\\n' >/root/.ssh/config
cd ${folder} && ${line}`;
  return world.must(['unshare', '--mount', 'bash', '-c', script]);
}
