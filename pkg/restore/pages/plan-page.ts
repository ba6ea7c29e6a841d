/** A plan as a page: whatever shows it shows this. */
import { quote } from '../../shell/quote.ts';
import { age } from '../../words/age.ts';
import type { Notice } from '../notice.ts';
import { presentMembers, type RestorePlan, type Step, stepsOn } from '../plan/plan.ts';
import { replaceSteps } from '../replace.ts';
import { noticeText } from '../words/notice-words.ts';
import type { PlanWords } from '../words/plan-words.ts';
import type { Block, Page } from './page.ts';
import { undoBlocks } from './undo-blocks.ts';

export interface PlanPageOptions {
  /** `--node-only`: only what is done on this node, and the waits. */
  readonly node?: string | undefined;
  /** The scripts are not there yet: say how to get them. */
  readonly preview?: boolean;
  /** Where the plan's folder lies on this machine, when it has been written. */
  readonly folder?: string | undefined;
  /** `--inline`: what stands instead of bringing files. */
  readonly inline?: readonly Block[] | undefined;
}

/** The whole plan, top to bottom. */
export function planPage(plan: RestorePlan, words: PlanWords, options: PlanPageOptions = {}): Page {
  const { node, preview = false, inline, folder } = options;
  const steps = stepsOn(node, plan);
  const everyPage = plan.notices.filter(({ is }) => is === 'unsupported-topology');
  const notices = plan.notices.filter((notice) => !everyPage.includes(notice));
  return {
    language: words.language,
    footer: [...everyPage.map((one) => say(one, words)), words.footer(plan.id, plan.created)].join(' · '),
    blocks: [
      {
        is: 'title',
        text: words.title(node === undefined ? presentMembers(plan).map((one) => one.node) : [node]),
      },
      ...everyPage.map((one) => warning(say(one, words))),
      warning(words.danger),
      { is: 'facts', rows: factRows(plan, words) },
      ...notices.map((one) => warning(say(one, words))),
      ...(preview ? [warning(words.preview(plan.id))] : []),
      ...section(words.before.title, words.before.items),
      ...bringBlocks(steps, words, inline, folder),
      ...section(words.snapshot.title, words.snapshot.items(plan.snapshot)),
      ...stepsOf(steps, words, ARRIVAL),
      ...phaseBlocks(steps, words),
      { is: 'heading', text: words.after.title },
      ...stepsOf(steps, words, new Set(['kubelets', 'backup'])),
      ...undoBlocks(plan, words, node),
      ...rejoinBlocks(plan, words),
      ...section(words.trouble.title, words.trouble.items(plan.id, plan.folder)),
    ],
  };
}

const ARRIVAL: ReadonlySet<string> = new Set(['find-snapshot', 'survivor', 'put', 'put-chosen', 'fetch']);

const say = (notice: Notice, words: PlanWords): string => noticeText(notice, words.notices);
const warning = (text: string): Block => ({ is: 'warning', text });

function section(title: string, items: readonly string[]): Block[] {
  return [
    { is: 'heading', text: title },
    { is: 'list', items },
  ];
}

function factRows(plan: RestorePlan, { labels, facts }: PlanWords): (readonly [string, string])[] {
  const { snapshot, members } = plan;
  const made = new Date(plan.created);
  const taken = snapshot.taken === null ? undefined : new Date(snapshot.taken);
  const list = (label: string, absent: boolean): (readonly [string, string])[] =>
    members
      .filter((member) => member.absent === absent)
      .map((member, index) => [index === 0 ? label : '', facts.member(member)]);
  return [
    [labels.plan, plan.id],
    [labels.made, plan.created],
    ...list(labels.members, false),
    ...list(labels.absent, true),
    [labels.snapshot, facts.snapshot(snapshot)],
    [labels.taken, facts.taken(snapshot, taken !== undefined && taken > made ? undefined : age(taken, made))],
    [labels.sha256, snapshot.sha256 ?? facts.unknownDigest],
    [labels.revision, plan.bumpRevision === 0 ? facts.notRaised : facts.raised(plan.bumpRevision)],
    [labels.token, plan.clusterToken],
    [labels.folder, plan.folder],
  ];
}

function stepBlock(step: Step, words: PlanWords): Block {
  const { number, action, node, lines } = step;
  return { is: 'step', number, text: words.steps[action](node ?? ''), lines };
}

function stepsOf(steps: readonly Step[], words: PlanWords, actions: ReadonlySet<string>): Block[] {
  return steps.filter(({ action }) => actions.has(action)).map((step) => stepBlock(step, words));
}

function bringBlocks(
  steps: readonly Step[],
  words: PlanWords,
  inline: readonly Block[] | undefined,
  folder: string | undefined,
): Block[] {
  const go: readonly Block[] =
    folder === undefined
      ? []
      : [{ is: 'step', number: undefined, text: words.bring.go, lines: [`cd ${quote(folder)}`] }];
  return [
    ...stepsOf(steps, words, new Set(['fence'])),
    ...section(words.bring.title, words.bring.items),
    ...(inline ?? [...go, ...stepsOf(steps, words, new Set(['bring']))]),
  ];
}

function phaseBlocks(steps: readonly Step[], words: PlanWords): Block[] {
  return words.phases.flatMap((phase, number) => {
    const own = steps.filter((step) => step.phase === number);
    if (own.length === 0) return [];
    return [
      { is: 'heading', text: words.heading(phase) },
      { is: 'paragraph', text: phase.does },
      { is: 'paragraph', text: words.differs },
      { is: 'list', items: phase.differs },
      ...own.map((step) => stepBlock(step, words)),
    ] satisfies Block[];
  });
}

/** How a machine that is gone joins again, once the rest serves. */
function rejoinBlocks(plan: RestorePlan, words: PlanWords): Block[] {
  const present = presentMembers(plan);
  return plan.members
    .filter(({ absent }) => absent)
    .flatMap((gone) => [
      { is: 'heading', text: words.rejoin.title(gone.node) },
      { is: 'paragraph', text: words.rejoin.text(gone.node) },
      ...replaceSteps(gone, [...present, gone], words.replace, plan.steps.length + 1),
    ]);
}
