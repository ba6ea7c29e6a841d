/** How a plan is turned back: on every node behind the same barrier, then every node starts. */
import { presentMembers, type RestorePlan } from '../plan/plan.ts';
import { scriptLine } from '../plan/steps.ts';
import type { PlanWords } from '../words/plan-words.ts';
import type { Block } from './page.ts';

/** Without numbers: nobody passes here on the way. */
export function undoBlocks(plan: RestorePlan, { undo }: PlanWords, only: string | undefined): Block[] {
  const nodes = presentMembers(plan).filter(({ node }) => only === undefined || node === only);
  const step = (text: string, line: string): Block => ({
    is: 'step',
    number: undefined,
    text,
    lines: [line],
  });
  return [
    { is: 'heading', text: undo.title },
    { is: 'list', items: undo.items },
    ...nodes.map(({ node }) => step(undo.stop(node), scriptLine(plan.folder, 'stop'))),
    ...nodes.map(({ node }) => step(undo.undo(node), scriptLine(plan.folder, 'undo'))),
    ...nodes.map(({ node }) => step(undo.start(node), scriptLine(plan.folder, 'undo-start'))),
  ];
}
