/**
 * Tables as kubectl prints lists: a header, columns three spaces apart, no borders. One pass over the cells and
 * plain joins: cli-table3 takes 2.6 s for the 5000 records that this prints in 20 ms (it serves the pages in `grid.ts`).
 */
import { isPlain, visible } from '../words/visible.ts';
import { cut, displayWidth, padEnd } from '../words/width.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'dim';

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface TableStyle {
  readonly header: boolean;
  readonly color: boolean;
  /** Lines are cut here; undefined: they are as long as they are (pipes and files). */
  readonly columns: number | undefined;
}

const CODES: Readonly<Record<Tone, string>> = { good: '32', warn: '33', bad: '31', dim: '2' };
const GAP = '   ';

/** `text` in a colour where colour is wanted. */
export function toned(text: string, tone: Tone | undefined, color: boolean): string {
  return tone === undefined || !color || text === '' ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`;
}

/** Cells as they will be printed: visible, on one line; `-` where there is nothing, as an empty cell breaks `awk`. */
function printable(cell: Cell): Cell {
  const text = visible(cell.text);
  if (text === cell.text && text !== '') return cell;
  return { ...cell, text: text === '' ? '-' : text };
}

/** A row as it will be printed. `plain`: every cell is as wide as it has characters, which spares measuring it again and again. */
interface Shown {
  readonly cells: readonly Cell[];
  readonly plain: boolean;
}

/** Most rows are printable as they are, and are not copied. */
function shown(row: readonly Cell[]): Shown {
  const plain = row.every(({ text }) => text !== '' && isPlain(text));
  return { cells: plain ? row : row.map(printable), plain };
}

/** How wide each column must be for the header and every row. */
function widest(titles: readonly string[], rows: readonly Shown[]): number[] {
  const widths = titles.map((title) => displayWidth(title));
  for (const { cells, plain } of rows) {
    for (let index = 0; index < cells.length; index += 1) {
      const text = cells[index]?.text ?? '';
      const width = plain ? text.length : displayWidth(text);
      if (width > (widths[index] ?? 0)) widths[index] = width;
    }
  }
  return widths;
}

/** Narrower than this, a column says nothing any more. */
const NARROWEST = 12;

/** On a terminal the widest columns give way first, so that the last ones (a result, a message) are still seen. */
function fit(widths: readonly number[], columns: number | undefined): readonly number[] {
  if (columns === undefined) return widths;
  const fitted = [...widths];
  const over = (): number => fitted.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns;
  while (over() > 0) {
    const most = Math.max(...fitted.slice(0, -1));
    const index = fitted.indexOf(most);
    if (most <= NARROWEST || index === -1) break;
    fitted[index] = most - 1;
  }
  return fitted;
}

/** Pipes and files: nothing is cut and nothing is coloured, so cells are only padded and joined. */
function plainLine({ cells, plain }: Shown, widths: readonly number[]): string {
  const last = cells.length - 1;
  let text = '';
  for (let index = 0; index < last; index += 1) {
    const cell = cells[index]?.text ?? '';
    const width = widths[index] ?? 0;
    text += (plain ? cell.padEnd(width) : padEnd(cell, width)) + GAP;
  }
  return `${(text + (cells[last]?.text ?? '')).trimEnd()}\n`;
}

function line(row: Shown, widths: readonly number[], style: TableStyle): string {
  if (style.columns === undefined && !style.color) return plainLine(row, widths);
  const { cells } = row;
  const last = cells.length - 1;
  let left = style.columns ?? Number.POSITIVE_INFINITY;
  let text = '';
  for (const [index, cell] of cells.entries()) {
    const width = widths[index] ?? 0;
    const whole =
      index === last
        ? cell.text
        : padEnd(style.columns === undefined ? cell.text : cut(cell.text, width), width) + GAP;
    const fitting = cut(whole, left);
    text += toned(fitting.trimEnd(), cell.tone, style.color) + fitting.slice(fitting.trimEnd().length);
    left -= displayWidth(fitting);
    if (left <= 0) break;
  }
  return `${text.trimEnd()}\n`;
}

/** How wide the columns of a table will be, on this terminal: what a watch keeps for its later rows. */
export function columnWidths(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: TableStyle,
): readonly number[] {
  return fit(widest(titles, rows.map(shown)), style.columns);
}

/** The rows alone, with widths that are given: what a watch prints after its first table. */
export function renderRows(
  rows: readonly (readonly Cell[])[],
  widths: readonly number[],
  style: TableStyle,
): string {
  return rows.map((row) => line(shown(row), widths, style)).join('');
}

/** The whole table. */
export function renderTable(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: TableStyle,
): string {
  const all = rows.map(shown);
  const widths = fit(widest(style.header ? titles : titles.map(() => ''), all), style.columns);
  const lines = all.map((row) => line(row, widths, style));
  const header = shown(titles.map((text) => ({ text })));
  return (style.header ? line(header, widths, style) : '') + lines.join('');
}
