/** What is printed instead of a plan while etcd has quorum: how the one member is replaced. */
import type { Member } from '../members/member.ts';
import { replaceSteps } from '../replace.ts';
import type { PlanWords } from '../words/plan-words.ts';
import type { Page } from './page.ts';

export function replacePage(broken: Member, members: readonly Member[], words: PlanWords): Page {
  const { replace, language } = words;
  return {
    language,
    footer: replace.title(broken.node),
    blocks: [
      { is: 'title', text: replace.title(broken.node) },
      { is: 'paragraph', text: replace.why },
      ...replaceSteps(broken, members, replace, 1),
    ],
  };
}
