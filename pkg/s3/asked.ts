/** What was asked of a store, as its refusals name it. */

/** What was asked, for messages and for the permission that is missing. */
export interface Asked {
  /** `read`, `write`, `delete`, `list`: what stands behind `not allowed to`. */
  readonly verb: 'list' | 'read' | 'write' | 'delete' | 'look at';
  /** undefined: the bucket. */
  readonly key?: string | undefined;
}

/** The permission that it takes. */
export const PERMISSION: Readonly<Record<Asked['verb'], string>> = {
  list: 's3:ListBucket',
  'look at': 's3:ListBucket',
  read: 's3:GetObject',
  write: 's3:PutObject',
  delete: 's3:DeleteObject',
};

/** `read KEY in bucket B`. */
export function inWords({ verb, key }: Asked, bucket: string): string {
  return key === undefined ? `${verb} bucket ${bucket}` : `${verb} ${key} in bucket ${bucket}`;
}

/** What the permission must be granted on. */
export function target({ verb, key }: Asked, bucket: string): string {
  return key === undefined || verb === 'list' ? bucket : `${bucket}/${key}`;
}
