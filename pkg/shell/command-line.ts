/** A command as a line that a person can paste into a shell. */

/** Words that no POSIX shell changes. */
const PLAIN = /^[A-Za-z0-9@%+:,./_-][A-Za-z0-9@%+:,./_=-]*$/;
/** What a person would not see, or what would move the cursor. */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

/** The words, each quoted where it must be; bash, zsh and ksh read exactly the same words back. A NUL cannot be in a word. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (PLAIN.test(word)) return word;
  if (HIDDEN.test(word)) return `$'${[...new TextEncoder().encode(word)].map(escaped).join('')}'`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** One byte inside `$'…'`: three octal digits never swallow what follows them. */
function escaped(byte: number): string {
  const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c;
  return plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
}
