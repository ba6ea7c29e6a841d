/** The table of docs/kubectl.md: what is known to differ from kubectl, and why. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../docs/kubectl.md');

/** The cases of the table's rows, in order. Throws where a row lacks a column. */
export function listedDifferences(): string[] {
  const table = readFileSync(PAGE, 'utf8').split('<!-- differences -->')[1];
  if (table === undefined) throw new Error(`${PAGE} has lost its table`);
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => {
    const columns = row
      .split('|')
      .slice(1, -1)
      .map((column) => column.trim());
    const [name = '', ...others] = columns;
    if (others.length !== 3 || others.includes('')) throw new Error(`the row of "${name}" is not whole`);
    return name.replaceAll('`', '');
  });
}
