/** What is printed instead of a plan while etcd has quorum: how the one member is replaced. */
import type { Member } from '../members/member.ts';
import type { Notice } from '../notice.ts';
import { replaceSteps } from '../replace.ts';
import { noticeText } from '../words/notice-words.ts';
import type { PlanWords } from '../words/plan-words.ts';
import type { Block, Page } from './page.ts';

/** `notices` are how the members were found: the lines rest on that. */
export function replacePage(
  broken: Member,
  members: readonly Member[],
  notices: readonly Notice[],
  words: PlanWords,
): Page {
  const { replace, language } = words;
  return {
    language,
    footer: replace.title(broken.node),
    blocks: [
      { is: 'title', text: replace.title(broken.node) },
      { is: 'paragraph', text: replace.why },
      ...notices.map((one): Block => ({ is: 'warning', text: noticeText(one, words.notices) })),
      ...replaceSteps(broken, members, replace, 1),
    ],
  };
}
