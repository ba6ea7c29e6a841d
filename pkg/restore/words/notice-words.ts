/** A sentence or two for each notice. */
import type { Notice } from '../notice.ts';

export type NoticeWords = {
  readonly [K in Notice['is']]: (notice: Extract<Notice, { readonly is: K }>) => string;
};

/** The notice in the words of one language. */
export function noticeText(notice: Notice, words: NoticeWords): string {
  // TypeScript cannot see that the key and the argument come from the same member of the union.
  const say = words[notice.is] as (notice: Notice) => string;
  return say(notice);
}
