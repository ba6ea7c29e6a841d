/** Text from outside, made safe to print on a terminal. */

/** C0 and C1 controls, and the invisible characters that move, hide or reorder what a person reads. */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const PLAIN = /^[ -~]*$/;

/** Printable ASCII only: nothing to hide, and as many columns as characters. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x100) return NAMED[character] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * One line of printable text: control characters, line breaks, bidirectional marks and lone surrogates
 * become escapes like `\x1b`, `\n` or `\u202e`. Everything else stays as it is.
 */
export function visible(text: string): string {
  // Nearly every text is plain: one cheap look spares the search, 5000 records times.
  return isPlain(text) ? text : text.replaceAll(HIDDEN, escaped);
}
