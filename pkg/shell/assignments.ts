/** Values in front of a script whose body stays as it was checked. */
import { quote } from './quote.ts';

/** A variable of a script: a text, or an array of texts. */
export type ShellValue = string | readonly string[];

const NAME = /^[A-Z][A-Z0-9_]*$/;

/** One quoted assignment a line: `NAME=value`, `NAMES=(one 'two words')`. Nothing in a value can end its quotes. */
export function assignments(values: Readonly<Record<string, ShellValue>>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      if (!NAME.test(name)) throw new RangeError(`no name for a value: ${name}`);
      return `${name}=${typeof value === 'string' ? quote(value) : `(${value.map(quote).join(' ')})`}\n`;
    })
    .join('');
}
