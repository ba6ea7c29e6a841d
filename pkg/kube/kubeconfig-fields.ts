/** What each field of a kubeconfig may hold; Go refuses a file in which one is of another kind, and so does the plugin. */
import type { Fields } from '../backup/fields.ts';
import { visible } from '../words/visible.ts';

export type Kind = 'text' | 'flag' | 'base64' | 'list' | 'texts' | 'texts by name' | 'fields';

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const HOLDS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: isText,
  flag: (value) => typeof value === 'boolean',
  base64: (value) => typeof value === 'string' && isBase64(value),
  list: (value) => Array.isArray(value),
  texts: isTexts,
  'texts by name': (value) =>
    isFields(value) && Object.values(value).every((one) => one === null || isTexts(one)),
  fields: isFields,
};

/** encoding/base64's standard alphabet with padding; line breaks are skipped. */
function isBase64(text: string): boolean {
  const packed = /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]/g, '') : text;
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
}

/** What is wrong with the first field that holds another kind; undefined where all is right. Values are not shown: they may be secrets. */
export function checkFields(fields: Fields, kinds: Readonly<Record<string, Kind>>): string | undefined {
  for (const [name, value] of Object.entries(fields)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined || value === null || HOLDS[kind](value)) continue;
    return kind === 'base64'
      ? `${visible(name)} is not base64`
      : `${visible(name)} must be a ${kind}, and is a ${kindOf(value)}`;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'boolean') return 'flag';
  return typeof value === 'string' ? 'text' : typeof value === 'object' ? 'mapping' : typeof value;
}
