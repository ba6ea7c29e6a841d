/** `--inline`: scripts as blocks to paste into a console, each proven to have arrived whole. */
import { quote } from '../../shell/quote.ts';
import type { ScriptFile } from '../plan/node-scripts.ts';
import type { PlanWords } from '../words/plan-words.ts';
import type { Block } from './page.ts';

/** One block writes all scripts of a node; none of them ends the here-document early. */
export function pasteBlocks(
  node: string,
  folder: string,
  scripts: readonly ScriptFile[],
  words: PlanWords,
): readonly Block[] {
  const lines = [
    `mkdir -p -m 0700 ${quote(folder)} && cd ${quote(folder)}`,
    ...scripts.flatMap(({ file, text }) => {
      const end = endOf(text);
      return [`cat > ${quote(file)} <<'${end}'`, ...text.trimEnd().split('\n'), end];
    }),
    "sha256sum -c <<'END'",
    ...scripts.map(({ file, sha256 }) => `${sha256}  ${file}`),
    'END',
  ];
  return [
    { is: 'heading', text: words.scripts.title(node) },
    { is: 'paste', text: words.scripts.text(node), lines },
  ];
}

/** A word that is no line of the text. */
function endOf(text: string): string {
  const lines = new Set(text.split('\n'));
  for (let number = 0; ; number += 1) {
    const word = number === 0 ? 'END_OF_SCRIPT' : `END_OF_SCRIPT_${number}`;
    if (!lines.has(word)) return word;
  }
}
