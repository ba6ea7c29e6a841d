/** The S3 Secret: what it must have. Its values never leave this file but through `secretKeys`. */
import type { KubeObject } from '../ports/cluster.ts';
import { fieldsOf, textOf } from './fields.ts';
import type { SecretState } from './status.ts';
import { isSubdomain, LONGEST_NAME } from './subdomain.ts';

/** Source: the platform's documentation, "S3 Secret". */
export const SECRET_KEYS = ['ACCESS_KEY', 'SECRET_KEY'] as const;

/** The documentation's name for it. */
export const DEFAULT_SECRET = 'etcd-backup-s3-secret';

/** Whether a Secret can have this name: the resource takes any text. */
export function isSecretName(name: string): boolean {
  return name.length <= LONGEST_NAME && isSubdomain(name);
}

/** Whether the Secret has both keys, and neither is empty. */
export function secretState(secret: KubeObject): SecretState {
  const data = fieldsOf(secret['data']);
  const missingKeys = SECRET_KEYS.filter((key) => textOf(data[key]) === undefined);
  return missingKeys.length === 0 ? { state: 'complete' } : { state: 'incomplete', missingKeys };
}

/** Both keys as text, or what is missing beside what is there (names only). */
export type SecretKeys =
  | { readonly keys: { readonly accessKey: string; readonly secretKey: string } }
  | { readonly missing: readonly string[]; readonly has: readonly string[] };

/** The keys of the Secret. Bytes that are no text stay as they are: whoever uses them sees that no key looks so. */
export function secretKeys(secret: KubeObject): SecretKeys {
  const data = fieldsOf(secret['data']);
  const [accessKey, secretKey] = SECRET_KEYS.map((key) => textOf(data[key]));
  if (accessKey !== undefined && secretKey !== undefined)
    return { keys: { accessKey: decoded(accessKey), secretKey: decoded(secretKey) } };
  const missing = SECRET_KEYS.filter((key) => textOf(data[key]) === undefined);
  return { missing, has: Object.keys(data) };
}

const decoded = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (one) => one.charCodeAt(0)));
