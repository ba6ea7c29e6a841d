/** Changes as a diff: the parents as they are, what goes in red, what comes in green. Values are JSON, which YAML reads. */
import type { Change } from '../settings/change.ts';
import { visible } from '../words/visible.ts';
import { toned } from './columns.ts';

export interface ChangeStyle {
  readonly color: boolean;
  /** A value in words, behind it as a comment: `"7776000"  # 90 days`. */
  readonly explain?: (path: readonly string[], value: unknown) => string | undefined;
}

/** `title`, then each change under its parents. */
export function renderChanges(title: string, changes: readonly Change[], style: ChangeStyle): string {
  const lines = [visible(title)];
  let parents: readonly string[] = [];
  for (const { path, before, after } of changes) {
    const above = path.slice(0, -1);
    const shared = commonLength(parents, above);
    for (let depth = shared; depth < above.length; depth += 1)
      lines.push(`  ${indent(depth)}${keyOf(above[depth])}:`);
    parents = above;
    lines.push(...side('-', path, before, style), ...side('+', path, after, style));
  }
  return `${lines.join('\n')}\n`;
}

function side(mark: '-' | '+', path: readonly string[], value: unknown, style: ChangeStyle): string[] {
  if (value === undefined) return [];
  const words = style.explain?.(path, value);
  const lines = valueLines(path, value);
  if (words !== undefined) lines[0] += `  # ${visible(words)}`;
  return lines.map((line) => toned(`${mark} ${line}`, mark === '-' ? 'bad' : 'good', style.color));
}

/** A field with all that is in it: objects over several lines, everything else on one. */
function valueLines(path: readonly string[], value: unknown): string[] {
  const start = `${indent(path.length - 1)}${keyOf(path.at(-1))}:`;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0)
    return [`${start} ${visible(JSON.stringify(value))}`];
  return [start, ...Object.entries(value).flatMap(([name, one]) => valueLines([...path, name], one))];
}

const indent = (depth: number): string => '  '.repeat(depth);

/** Names of fields come from the cluster too. */
const keyOf = (name = ''): string => (/^[A-Za-z][\w./-]*$/.test(name) ? name : visible(JSON.stringify(name)));

function commonLength(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((name, index) => name !== b[index]);
  return different === -1 ? Math.min(a.length, b.length) : different;
}
