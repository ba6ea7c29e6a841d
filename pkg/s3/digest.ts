/** The checksum that S3 wants beside the signature where a lost byte would do harm. */
import { createHash } from 'node:crypto';

/** For the header Content-MD5: of all checksums the one that every store knows. */
export function md5(body: Uint8Array): string {
  return createHash('md5').update(body).digest('base64');
}
