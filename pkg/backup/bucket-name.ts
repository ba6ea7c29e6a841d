/** Names of buckets. */

/** Whether any S3 store can have a bucket of this name: the widest rule, AWS' own before 2018, which others still follow. */
export function isBucketName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(name);
}
