/** Where an object is: the bucket in the path or in the host's name. */
import { isIP } from 'node:net';
import { UserError } from '../errors.ts';
import type { Addressing } from './settings.ts';

export type Style = 'path' | 'virtual';

/** Who refuses the bucket in the path (Alibaba OSS, Tencent COS for newer buckets, Volcano TOS), and who means to (AWS). */
const PREFER_VIRTUAL = /\.(?:amazonaws\.com(?:\.cn)?|aliyuncs\.com|myqcloud\.com|volces\.com)$/;
/** A bucket that may stand in a host's name; one with dots would not fit the certificate. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** The style to begin with. */
export function firstStyle(endpoint: URL, bucket: string, addressing: Addressing): Style {
  if (addressing !== 'auto') return addressing;
  return canBeVirtual(endpoint, bucket) && PREFER_VIRTUAL.test(endpoint.hostname) ? 'virtual' : 'path';
}

/** Whether `bucket.host` can be an address at all. */
export function canBeVirtual(endpoint: URL, bucket: string): boolean {
  return isIP(endpoint.hostname.replace(/^\[|\]$/g, '')) === 0 && LABEL.test(bucket);
}

/** S3 codes by which a store refuses the bucket in the path. Such a request has done nothing. */
export const PATH_REFUSED: ReadonlySet<string> = new Set([
  'SecondLevelDomainForbidden',
  'PathStyleDomainForbidden',
  'InvalidPathAccess',
]);

export interface Place {
  readonly endpoint: URL;
  readonly bucket: string;
  readonly style: Style;
}

/** The URL of a key, or of the bucket itself without one. Throws UserError for a key that no URL can name. */
export function urlOf(
  { endpoint, bucket, style }: Place,
  key: string | undefined,
  query: Readonly<Record<string, string>> = {},
): URL {
  const url = new URL(endpoint);
  if (style === 'virtual') url.host = `${bucket}.${endpoint.host}`;
  const base = style === 'virtual' ? '/' : `/${encode(bucket)}${key === undefined ? '' : '/'}`;
  url.pathname = base + (key === undefined ? '' : pathOf(key));
  url.search = Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  return url;
}

/** URLs drop the steps `.` and `..`, so another object would be meant. */
function pathOf(key: string): string {
  const steps = key.split('/');
  if (key === '' || steps.some((step) => step === '.' || step === '..'))
    throw new UserError(`no URL can name the object "${key}"`, { reason: 'BadKey' });
  return steps.map(encode).join('/');
}

/** As S3 signs it: everything but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
