/** How many terminal columns a text takes: East Asian wide characters take two, marks none. */
import { eastAsianWidth } from 'get-east-asian-width';
import { isPlain } from './visible.ts';

const ZERO_WIDTH = /^(?:\p{Mn}|\p{Me}|\p{Cf})$/u;

function characterWidth(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0;
  return eastAsianWidth(character.codePointAt(0) ?? 0);
}

/** Columns of one line of visible text (see `visible`): no escape sequences are expected in it. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** `text` with spaces behind it up to `width` columns; longer text stays whole. */
export function padEnd(text: string, width: number): string {
  const missing = width - displayWidth(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

/** At most `width` columns of `text`; what was cut off is shown by `…`. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = characterWidth(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return width > 0 ? `${kept}…` : '';
}
