import { isBucketName } from '../backup/bucket-name.ts';
import { ofConfiguration } from './check.ts';
import { failing, ok, skipped, warning } from './result.ts';

/** What a copy in S3 needs is set. */
export const s3Target = ofConfiguration({
  name: 's3-target',
  means: 'endpoint and bucket are set where S3 is used',
  needs: [],
  decide({ s3 }) {
    if (s3 === undefined) return skipped('S3 is not set: backups stay on the nodes');
    const missing = (['endpoint', 'bucket'] as const).filter((field) => s3[field] === undefined);
    if (missing.length > 0) {
      const flags = missing.map((field) => `--${field} ${field === 'endpoint' ? 'URL' : 'NAME'}`).join(' ');
      return failing(`S3 is set without ${missing.join(' and ')}`, {
        advice: `kubectl etcdbackup set-s3 ${flags}`,
      });
    }
    const { endpoint = '', bucket = '' } = s3;
    if (!/^https?:\/\/[^/\s]/i.test(endpoint))
      return failing(`the S3 endpoint "${endpoint}" is not a URL`, {
        advice: 'kubectl etcdbackup set-s3 --endpoint https://HOST',
      });
    if (!isBucketName(bucket))
      return failing(`no store can have a bucket called "${bucket}"`, {
        advice: 'kubectl etcdbackup set-s3 --bucket NAME',
      });
    if (endpoint.toLowerCase().startsWith('http://'))
      return warning(`copies of the whole cluster state go unencrypted to ${endpoint}`, {
        advice: 'kubectl etcdbackup set-s3 --endpoint https://HOST, where the store offers it',
      });
    return ok(`${bucket} at ${endpoint}`);
  },
});
