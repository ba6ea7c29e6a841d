/** A page as Markdown: reads well as plain text, has tick boxes where it is rendered. */
import { visible } from '../../words/visible.ts';
import type { Block, Page } from './page.ts';

/** The page as Markdown; a line break at the end. */
export function renderMarkdown(page: Page): string {
  return `${page.blocks.map(renderBlock).join('\n\n')}\n\n---\n${escaped(page.footer)}\n`;
}

function renderBlock(block: Block): string {
  switch (block.is) {
    case 'title':
      return `# ${escaped(block.text)}`;
    case 'heading':
      return `## ${escaped(block.text)}`;
    case 'paragraph':
      return escaped(block.text);
    case 'warning':
      return `> ⚠ **${escaped(block.text)}**`;
    case 'list':
      return block.items.map((item) => `- ${escaped(item)}`).join('\n');
    case 'facts':
      return [
        '| | |',
        '|---|---|',
        ...block.rows.map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`),
      ].join('\n');
    case 'step':
      return stepLines(block);
    case 'paste':
      return `${escaped(block.text)}\n\n${fenced(block.lines, '')}`;
  }
}

function stepLines({ number, text, lines }: Block & { is: 'step' }): string {
  const words = `- [ ] ${number === undefined ? '' : `**${number}.** `}${escaped(text)}`;
  return lines.length === 0 ? words : `${words}\n\n${fenced(lines, '  ')}`;
}

/** A fence longer than any run of backticks inside it. */
function fenced(lines: readonly string[], indent: string): string {
  const longest = Math.max(0, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}bash`, ...lines, fence].map((line) => (line === '' ? '' : indent + line)).join('\n');
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', '\\|');
}

/** Text that Markdown takes as text: names from outside are no links, no HTML and no emphasis. */
function escaped(text: string): string {
  return visible(text).replaceAll(/[\\`*_[\]<>#~]/g, '\\$&');
}
