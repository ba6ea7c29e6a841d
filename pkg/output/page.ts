/** Pages for reading: labelled lines, and grids with wrapped cells by cli-table3. */
import { visible } from '../words/visible.ts';
import { displayWidth, padEnd } from '../words/width.ts';
import { type Cell, type TableStyle, toned } from './columns.ts';

/** `Label      value` lines, values under one another; a value of several lines is indented. */
export function renderLabels(
  lines: readonly (readonly [label: string, ...values: Cell[]])[],
  style: TableStyle,
): string {
  const width = Math.max(...lines.map(([label]) => displayWidth(label))) + 3;
  return lines
    .map(([label, ...values]) =>
      values
        .map(
          (value, index) =>
            `${padEnd(index === 0 ? label : '', width)}${toned(visible(value.text), value.tone, style.color)}\n`,
        )
        .join(''),
    )
    .join('');
}
