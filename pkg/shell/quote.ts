/** Words for a shell: what a person or bash reads back is byte for byte what was meant. */

/** Characters that mean nothing to a shell wherever they stand in a word (so no `~`, and no `=` at its start). */
const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+:,./=-]*$/;
/** What a terminal would act on, were it printed or pasted; with it the apostrophe's companions in `$'…'`. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/**
 * `text` as one word of bash: plain where it can be, in apostrophes where it must, and as `$'\x1b…'` when it holds
 * control characters, so that no printed script carries one. Throws for what no argument can hold: NUL, and halves of
 * surrogate pairs.
 */
export function quote(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) throw new RangeError('no shell word can hold this text');
  if (PLAIN.test(text)) return text;
  if (!CONTROL.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = new TextEncoder().encode(text);
  return `$'${Array.from(bytes, escaped).join('')}'`;
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9 ._/:=,@-]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
}
