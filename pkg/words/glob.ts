/** Patterns of names: `*` is any text, `?` any one character. `/` is a character like any other: names are no paths. */

/** Whether `name` fits `pattern` whole. */
export function fitsGlob(name: string, pattern: string): boolean {
  const parts = [...pattern.replaceAll(/\*+/g, '*')].map((one) =>
    one === '*' ? '[^]*' : one === '?' ? '[^]' : one.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&'),
  );
  return new RegExp(`^${parts.join('')}$`, 'u').test(name);
}
