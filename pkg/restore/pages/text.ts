/** A page for the terminal: prose is folded, lines to type never are. */
import { visible } from '../../words/visible.ts';
import { displayWidth, padEnd } from '../../words/width.ts';
import { fold } from './fold.ts';
import type { Block, Page } from './page.ts';

export interface TextStyle {
  /** Columns for prose. */
  readonly columns: number;
  /** Headings in bold and warnings in yellow. */
  readonly color: boolean;
}

const INDENT = '    ';

/** The page as text; a line break at the end. */
export function renderText(page: Page, style: TextStyle): string {
  const parts = page.blocks.map((block) => renderBlock(block, style));
  return `${parts.join('\n\n')}\n\n${visible(page.footer)}\n`;
}

function renderBlock(block: Block, style: TextStyle): string {
  switch (block.is) {
    case 'title':
      return bold(`${visible(block.text)}\n${'='.repeat(displayWidth(visible(block.text)))}`, style);
    case 'heading':
      return bold(`${visible(block.text)}\n${'-'.repeat(displayWidth(visible(block.text)))}`, style);
    case 'paragraph':
      return prose(block.text, '', '', style);
    case 'warning':
      return yellow(prose(block.text, '! ', '! ', style), style);
    case 'list':
      return block.items.map((item) => prose(item, '- ', '  ', style)).join('\n');
    case 'facts':
      return factLines(block.rows);
    case 'step':
      return stepLines(block, style);
    case 'paste':
      return [prose(block.text, '', '', style), '', ...block.lines].join('\n');
  }
}

function stepLines({ number, text, lines }: Block & { is: 'step' }, style: TextStyle): string {
  const mark = number === undefined ? '[ ] ' : `[ ] ${number}. `;
  const words = prose(text, mark, ' '.repeat(mark.length), style);
  return lines.length === 0 ? words : `${words}\n${typed(lines)}`;
}

function typed(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '' : `${INDENT}${line}`)).join('\n');
}

function factLines(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => displayWidth(name))) + 2;
  return rows.map(([name, value]) => `${padEnd(visible(name), width)}${visible(value)}`).join('\n');
}

function prose(text: string, first: string, rest: string, { columns }: TextStyle): string {
  const folded = fold(visible(text), columns - displayWidth(first));
  return folded.map((line, index) => `${index === 0 ? first : rest}${line}`).join('\n');
}

function bold(text: string, { color }: TextStyle): string {
  return color ? `\u001b[1m${text}\u001b[0m` : text;
}

function yellow(text: string, { color }: TextStyle): string {
  return color ? `\u001b[33m${text}\u001b[0m` : text;
}
