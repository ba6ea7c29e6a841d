/** Folding of prose, English at its blanks and Chinese between its characters. */
import { displayWidth } from '../../words/width.ts';

/** What may not begin a line in Chinese typesetting. */
const NOT_FIRST = /^[，。、；：？！）」』》”’%]/u;
/** A word with its blanks behind it, or one wide character. */
const PIECE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\s+/gu;

/** Lines of at most `columns`; a single word that is longer stays whole: it may be a path to copy. */
export function fold(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(PIECE) ?? []) {
    const fits = displayWidth(line) + displayWidth(piece) <= columns;
    if (fits || line === '' || NOT_FIRST.test(piece)) {
      if (line !== '' || piece.trim() !== '') line += piece;
      continue;
    }
    lines.push(line.trimEnd());
    line = piece.trimStart();
  }
  return [...lines, line.trimEnd()];
}
