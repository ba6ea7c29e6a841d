/** What breaks S3 copies in the field although every setting is valid. */
import { SECRET_NAMESPACE } from '../backup/resource.ts';
import type { WholeTarget } from './s3.ts';

export interface TargetFacts {
  readonly target: WholeTarget;
  readonly namespace: string;
  /** The certificate was checked here against an authority that was named, which the resource cannot name. */
  readonly ownAuthority: boolean;
}

/** Each a sentence with what to do. */
export function targetWarnings({ target, namespace, ownAuthority }: TargetFacts): string[] {
  const secure = /^https:/i.test(target.endpoint);
  return [
    ...(secure
      ? []
      : ['the endpoint is plain http: whoever is in between reads every Secret of the cluster']),
    ...(secure && target.skipTLSVerify
      ? [
          'the certificate is not checked: whoever is in between can pose as the store and read every Secret of the cluster',
        ]
      : []),
    ...(secure && ownAuthority && !target.skipTLSVerify
      ? [
          'the authority of --ca-file counts here only, as the resource has no field for it: the nodes must trust it themselves, or set --skip-tls-verify',
        ]
      : []),
    ...(secure && ownAuthority && target.skipTLSVerify
      ? [
          'the certificate was checked here, and the backup does not check it: --skip-tls-verify=false makes it',
        ]
      : []),
    ...(namespace === SECRET_NAMESPACE
      ? []
      : [`the backup looks for the Secret in ${SECRET_NAMESPACE}, and this one is in ${namespace}`]),
    ...(target.region === undefined
      ? ['no region is set, and the store has told none: set one with --region']
      : []),
  ];
}
