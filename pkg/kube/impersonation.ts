/** Acting as somebody else: client-go's headers. */
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { UsageError } from '../errors.ts';
import { visible } from '../words/visible.ts';

type Headers = Record<string, string | readonly string[]>;

/** The headers that ask to act as another user; none where nobody is named. Throws UsageError. */
export function impersonation(user: Fields): Headers {
  const name = textOf(user['as']);
  if (name === undefined) return {};
  const groups = listOf(user['as-groups']).flatMap((one) => textOf(one) ?? []);
  const uid = textOf(user['as-uid']);
  const extra = Object.entries(fieldsOf(user['as-user-extra'])).map(
    ([key, values]) =>
      [`impersonate-extra-${headerKey(key)}`, listOf(values).map((one) => headerText(String(one)))] as const,
  );
  return {
    'impersonate-user': headerText(name),
    ...(groups.length > 0 ? { 'impersonate-group': groups.map(headerText) } : {}),
    ...(uid === undefined ? {} : { 'impersonate-uid': headerText(uid) }),
    ...Object.fromEntries(extra),
  };
}

/** client-go's headerKeyEscape: whatever a header's name may not hold, and %, as %XX. */
function headerKey(key: string): string {
  return [...Buffer.from(key.toLowerCase(), 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return byte < 128 && /[a-z0-9!#$&'*+\-.^_`|~]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** As Go puts a text into a header: its UTF-8, where Node writes one byte a character; no control characters. */
function headerText(text: string): string {
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text))
    throw new UsageError(`"${visible(text)}" is not the name of anybody to impersonate`);
  return Buffer.from(text, 'utf8').toString('latin1');
}
