import { SECRET_NAMESPACE } from '../backup/resource.ts';
import { DEFAULT_SECRET, isSecretName } from '../backup/secret.ts';
import { notKnown, ofConfiguration } from './check.ts';
import { type Fix, failing, ok, own, skipped, unknown } from './result.ts';

/** The Secret that the resource names is there, with both keys. */
export const secret = ofConfiguration({
  name: 'secret',
  means: 'the S3 Secret that the resource names is there, with ACCESS_KEY and SECRET_KEY',
  needs: ['secret'],
  decide({ s3 }, facts) {
    if (s3 === undefined) return skipped('S3 is not set');
    const namespace = facts.secretNamespace ?? SECRET_NAMESPACE;
    const fix = fixOf(s3.secretRef, namespace);
    if (s3.secretRef === undefined) return failing('S3 is set without a Secret', fix);
    if (!isSecretName(s3.secretRef))
      return failing(`no Secret can be called "${s3.secretRef}": no copy reaches S3`, fix);
    if (facts.secret === undefined) return unknown('the Secret was not read');
    if ('unknown' in facts.secret) return notKnown(facts.secret);
    const name = `the Secret ${namespace}/${s3.secretRef}`;
    const { known } = facts.secret;
    if (known.state === 'complete') return ok(`${name} has both keys`);
    if (known.state === 'unknown') return unknown(known.why);
    if (known.state === 'absent') return failing(`${name} does not exist: no copy reaches S3`, fix);
    return failing(`${name} lacks ${known.missingKeys.join(' and ')}: no copy reaches S3`, fix);
  },
});

function fixOf(name: string | undefined, namespace: string): Fix {
  return {
    command: own(
      'set-s3',
      ...(name === undefined ? [] : ['--secret', isSecretName(name) ? name : DEFAULT_SECRET]),
      ...(namespace === SECRET_NAMESPACE ? [] : ['--namespace', namespace]),
      '--no-probe',
      '--force-conflicts',
      '--yes',
    ),
    advice:
      'with the keys in ACCESS_KEY and SECRET_KEY, or asked for; --use-secret NAME takes one that exists',
  };
}
