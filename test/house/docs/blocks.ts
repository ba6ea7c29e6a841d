/** The shell blocks of a Markdown text, as a reader would type them. */

/** Lines that CI itself runs as they stand (.ci/run), on a machine as bare as the reader's. */
const RUN_BY_CI = /^npm /;

export interface Block {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Every block marked `sh`, in order. Blocks of output are marked `text`, and every block is marked. Throws for one that is not. */
export function shellBlocks(markdown: string): Block[] {
  const found: Block[] = [];
  let open: { line: number; kind: string; lines: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^```(\S*)/.exec(text);
    if (fence === null) open?.lines.push(text);
    else if (open === undefined) open = { line: index + 1, kind: fence[1] ?? '', lines: [] };
    else {
      if (!['sh', 'text', 'yaml'].includes(open.kind))
        throw new Error(`line ${open.line}: a block must be marked sh, yaml or text`);
      if (open.kind === 'sh') found.push({ line: open.line, text: open.lines.join('\n') });
      open = undefined;
    }
  }
  return found;
}

/** What is left of a block to type, and the lines of it that CI runs. */
export function split({ text }: Block): { readonly typed: string; readonly byCi: readonly string[] } {
  const lines = text.split('\n');
  return {
    typed: lines.filter((line) => !RUN_BY_CI.test(line)).join('\n'),
    byCi: lines.filter((line) => RUN_BY_CI.test(line)),
  };
}
