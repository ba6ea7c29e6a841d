/** Each English text has a Chinese twin: the same headings, the same code. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { READMES } from './pages.ts';

const BLOCK = /```[\s\S]*?```/g;

/** Pairs of paths, English first. */
export function twins(): readonly (readonly [english: string, chinese: string])[] {
  const texts = globSync('docs/**/*.md').filter((path) => !path.startsWith('docs/zh/'));
  return [
    [READMES.en, READMES.zh],
    ...texts.map((path) => [path, join('docs/zh', path.slice('docs/'.length))] as const),
  ];
}

/** Blocks of code, fences included. */
export function blocks(text: string): string[] {
  return [...text.matchAll(BLOCK)].map(([block]) => block);
}

/** `##` of each heading. */
export function headings(text: string): string[] {
  return [...text.replaceAll(BLOCK, '').matchAll(/^(#+) /gm)].map(([, depth]) => depth ?? '');
}

/** `text` with the blocks of `other`, one for one; as it is where their number differs. */
export function withBlocksOf(text: string, other: string): string {
  const fresh = blocks(other);
  if (fresh.length !== blocks(text).length) return text;
  return text.replaceAll(BLOCK, () => fresh.shift() ?? '');
}
