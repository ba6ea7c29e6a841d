import { notKnown, ofConfiguration } from './check.ts';
import type { BucketFacts, BucketRefusal, CheckFacts } from './facts.ts';
import { type Finding, type Fix, failing, ok, own, skipped, unknown } from './result.ts';

/** The bucket can be reached from here with the backup's own keys. */
export const bucket = ofConfiguration({
  name: 'bucket',
  means: "the bucket can be listed from here, with the Secret's keys (--s3)",
  needs: ['bucket'],
  asked: 's3',
  decide({ s3 }, facts) {
    if (s3 === undefined) return skipped('S3 is not set');
    const found = bucketOf(facts);
    if ('finding' in found) return found.finding;
    const { objects, partial, where } = found.bucket;
    return ok(
      `${where}: ${partial ? 'more than ' : ''}${objects.length} objects, seen from here, not from the nodes`,
    );
  },
});

/** What was read of the bucket, or what the bucket check says instead. */
export function bucketOf({
  bucket: fact,
}: CheckFacts): { readonly bucket: BucketFacts } | { readonly finding: Finding } {
  if (fact === undefined) return { finding: unknown('the bucket was not read') };
  if ('refused' in fact)
    return { finding: failing(`${fact.refused.message} (seen from here)`, fixOf(fact.refused)) };
  if ('unknown' in fact) return { finding: notKnown(fact) };
  return { bucket: fact.known };
}

/** For the checks that look into the bucket: what keeps them from it is the bucket check's to tell. */
export function openBucket(
  facts: CheckFacts,
): { readonly bucket: BucketFacts } | { readonly finding: Finding } {
  const found = bucketOf(facts);
  return 'bucket' in found ? found : { finding: unknown('the bucket could not be listed') };
}

/** Hints name the flags of set-s3, which check itself does not have. */
function targetHint(hint = 'look at the endpoint, region and bucket of the resource'): string {
  return hint.includes('--') ? `${hint} (kubectl etcdbackup set-s3 has these flags)` : hint;
}

function fixOf({ reason, hint }: BucketRefusal): Fix {
  switch (reason) {
    case 'TLS':
      return {
        command: own('set-s3', '--skip-tls-verify', '--yes'),
        advice:
          'or give the store a certificate that the nodes trust: then nobody in between can read the backups',
      };
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
      return {
        command: own('set-s3', '--force-conflicts', '--yes'),
        advice: 'with the right keys in ACCESS_KEY and SECRET_KEY, or asked for',
      };
    default:
      return { advice: targetHint(hint) };
  }
}
