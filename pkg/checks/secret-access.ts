import { BACKUP_ROLE, SECRET_NAMESPACE } from '../backup/resource.ts';
import { notKnown, ofConfiguration } from './check.ts';
import type { SecretAccess } from './facts.ts';
import { type Fix, failing, kubectl, ok, skipped, unknown } from './result.ts';

/** The identity that runs backups may read the S3 Secret. */
export const secretAccess = ofConfiguration({
  name: 'secret-access',
  means: `the identity bound to ${BACKUP_ROLE} may get, list and watch secrets`,
  needs: ['access'],
  decide({ s3 }, { access }) {
    if (s3 === undefined) return skipped('S3 is not set, so no Secret is read');
    if ('unknown' in access) return notKnown(access);
    if ('missing' in access) return unknown(access.missing);
    const { subject, lacks, by } = access.known;
    if (subject === undefined) {
      return failing(`the ClusterRole ${BACKUP_ROLE} is bound to nobody: backups cannot read the S3 Secret`, {
        advice: 'reinstall Cluster Enhancer, or bind the role to the service account of the backup',
      });
    }
    const how = by === 'review' ? 'the API server says so' : 'by the rules of its roles';
    if (lacks.length === 0) return ok(`${subject} may read secrets in ${SECRET_NAMESPACE} (${how})`);
    return failing(
      `${subject} may not ${lacks.join(', ')} secrets in ${SECRET_NAMESPACE} (${how}): copies do not reach S3`,
      fixOf(access.known),
    );
  },
});

const RULE = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] };

/** The rule that the field's incident notes add. */
function fixOf({ hasRules }: SecretAccess): Fix {
  const patch = hasRules
    ? { op: 'add', path: '/rules/-', value: RULE }
    : { op: 'add', path: '/rules', value: [RULE] };
  return {
    command: kubectl('patch', 'clusterrole', BACKUP_ROLE, '--type=json', '-p', JSON.stringify([patch])),
  };
}
