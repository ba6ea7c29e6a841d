/** The S3 Secret: what it must have. Its values never leave this file but through `secretKeys`. */
import type { KubeObject } from '../ports/cluster.ts';
import { fieldsOf, textOf } from './fields.ts';
import type { SecretState } from './status.ts';

/** Source: the platform's documentation, "S3 Secret". */
export const SECRET_KEYS = ['ACCESS_KEY', 'SECRET_KEY'] as const;

/** Whether the Secret has both keys, and neither is empty. */
export function secretState(secret: KubeObject): SecretState {
  const data = fieldsOf(secret['data']);
  const missingKeys = SECRET_KEYS.filter((key) => textOf(data[key]) === undefined);
  return missingKeys.length === 0 ? { state: 'complete' } : { state: 'incomplete', missingKeys };
}
