/** The numbered steps of a plan: each node through one phase before any goes to the next. */

import { quote } from '../../shell/quote.ts';
import { hostOf } from '../members/address.ts';
import { SCRIPTS, type Script, type ScriptName } from '../scripts.ts';
import { type PlanMember, type PlanSnapshot, presentMembers, type Step } from './plan.ts';

/** What steps are made of. */
export interface StepFacts {
  readonly id: string;
  readonly folder: string;
  readonly members: readonly PlanMember[];
  readonly snapshot: PlanSnapshot;
}

type Unnumbered = Omit<Step, 'number'>;

/** Before the phases, the phases with a wait behind each, and what is left to do. */
export function planSteps(facts: StepFacts): readonly Step[] {
  const steps = [...before(facts), ...phases(facts), ...afterwards()];
  return steps.map((step, index) => ({ number: index + 1, ...step }));
}

/** The line that runs a script on its node. */
export function scriptLine(folder: string, name: ScriptName): string {
  return `bash ${quote(`${folder}/${scriptOf(name).file}`)}`;
}

/** Throws for a name that no script has: a bug. */
export function scriptOf(name: ScriptName): Script {
  const found = SCRIPTS.find((script) => script.name === name);
  if (found === undefined) throw new RangeError(`there is no script ${name}`);
  return found;
}

/** Where the file lies that a node's scripts read. */
export function snapshotPath({ folder, snapshot }: StepFacts, node: string): string {
  const there = snapshot.from === 'node' && (snapshot.holder === null || snapshot.holder === node);
  return there && snapshot.name !== null ? snapshot.name : `${folder}/snapshot`;
}

/** `root@[fd00::1]:/path` as one word of bash. */
export function remote(ip: string, path: string): string {
  return quote(`root@${hostOf(ip)}:${path}`);
}

function before(facts: StepFacts): Unnumbered[] {
  const { members, folder, id } = facts;
  const present = presentMembers(facts);
  const fences = members.filter(({ absent }) => absent).map(({ node }) => step('fence', node, []));
  const brings = present.map(({ node, ip }) =>
    step('bring', node, [`scp -rp ${quote(`${node}/restore-${id}`)} ${remote(ip, parentOf(folder))}`]),
  );
  return [...fences, ...brings, ...arrival(facts)];
}

const parentOf = (folder: string): string => folder.slice(0, folder.lastIndexOf('/') + 1);

/** How the snapshot gets to each node. */
function arrival(facts: StepFacts): Unnumbered[] {
  const { snapshot, folder } = facts;
  const present = presentMembers(facts);
  const others = present.filter(({ node }) => node !== snapshot.holder);
  const fetches = (members: readonly PlanMember[]): Unnumbered[] =>
    members.map(({ node }) => step('fetch', node, [scriptLine(folder, 'fetch')]));
  switch (snapshot.from) {
    case 'hand':
      return [
        ...present.map(({ node }) => step('find-snapshot', node, [scriptLine(folder, 'find-snapshot')])),
        ...present.map(({ node }) =>
          step('put-chosen', node, [`sha256sum ${quote(snapshotPath(facts, node))}`]),
        ),
      ];
    case 'file':
      return present.map(({ node, ip }) =>
        step('put', node, [`scp ${quote(localName(snapshot))} ${remote(ip, snapshotPath(facts, node))}`]),
      );
    case 'node':
      return snapshot.holder === null ? [] : fetches(others);
    case 'survivor':
      return [step('survivor', snapshot.holder, [scriptLine(folder, 'survivor')]), ...fetches(others)];
    case 'bucket':
      return fetches(present);
  }
}

/** scp takes `a:b` for host and path, and `-a` for options: a slash in front says that it is a file. So does a drive of Windows. */
function localName({ name }: PlanSnapshot): string {
  const path = name ?? '';
  return /^(\/|[A-Za-z]:\\)/.test(path) ? path : `./${path}`;
}

function phases(facts: StepFacts): Unnumbered[] {
  const present = presentMembers(facts);
  return SCRIPTS.flatMap(({ name, phase }) => {
    if (phase === undefined) return [];
    const nodes = name === 'verify' ? present.slice(0, 1) : present;
    const runs = nodes.map(({ node }) => step(name, node, [scriptLine(facts.folder, name)], phase));
    const after = name === 'preflight' ? 'compare' : name === 'verify' ? undefined : 'wait';
    // One node has nobody to compare with or to wait for.
    return present.length === 1 || after === undefined ? runs : [...runs, step(after, null, [], phase)];
  });
}

function afterwards(): Unnumbered[] {
  return [
    step('kubelets', null, ['systemctl restart kubelet']),
    step('backup', null, ['kubectl etcdbackup trigger --wait']),
  ];
}

function step(
  action: Step['action'],
  node: string | null,
  lines: readonly string[],
  phase: number | null = null,
): Unnumbered {
  return { phase, action, node, lines };
}
