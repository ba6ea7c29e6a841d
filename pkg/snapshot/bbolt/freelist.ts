/** The list of free pages, where the file keeps one: it may not name a page that is in use. */
import { type Meta, PAGE_HEADER, u64 } from './meta.ts';
import type { Pages } from './pages.ts';

const FREELIST = 0x10;
/** A count of 0xffff means: the real one stands in front of the list. */
const COUNT_ELSEWHERE = 0xffff;

/** How many pages the list names; undefined where the file keeps none. Throws Damage. Call it after the trees were walked. */
export function checkFreelist(pages: Pages, meta: Meta): number | undefined {
  if (meta.freelist === undefined) return undefined;
  const page = pages.open(meta.freelist, meta.page);
  if (page.flags !== FREELIST) throw pages.damage(page.id, 'is no list of free pages, as the meta page says');
  let at = page.at + PAGE_HEADER;
  let count = page.count;
  if (count === COUNT_ELSEWHERE) {
    count = u64(pages.view, at);
    at += 8;
  }
  if (at + count * 8 > page.at + page.length)
    throw pages.damage(page.id, `claims ${count} free pages, more than fit`);
  let before = 1;
  for (let index = 0; index < count; index++) {
    const free = u64(pages.view, at + index * 8);
    if (free <= before || free >= pages.count) throw pages.damage(page.id, `names page ${free} out of order`);
    if (pages.reached(free)) throw pages.damage(page.id, `calls page ${free} free, which is in use`);
    before = free;
  }
  return count;
}
