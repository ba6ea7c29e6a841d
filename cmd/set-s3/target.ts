/** What the fields of a target must be like, whether or not the target is tried. */
import type { S3Target } from '../../pkg/backup/configuration.ts';
import { UsageError } from '../../pkg/errors.ts';
import { checkBucket, parseEndpoint } from '../../pkg/s3/endpoint.ts';
import { checkRegion } from '../../pkg/s3/settings.ts';

type Fields = Pick<S3Target, 'endpoint' | 'bucket' | 'region'>;

/**
 * Throws UsageError for what no store can have: the trial would, and `--no-probe` leaves it out. `bucket`: the one that the
 * endpoint may have in it by mistake.
 */
export function checkFields({ endpoint, bucket, region }: Fields, { bucket: whole }: Fields): void {
  if (bucket !== undefined) checkBucket(bucket);
  if (region !== undefined) checkRegion(region);
  if (endpoint !== undefined) parseEndpoint(endpoint, whole ?? '');
}

/** Whether `set-s3` would take these fields: what a resource has came from anybody. */
export function areFields(fields: Fields): boolean {
  try {
    checkFields(fields, fields);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
