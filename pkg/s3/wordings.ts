/** S3's codes in words. */
import { EXIT, type ExitCode } from '../errors.ts';
import { humanSpan } from '../words/age.ts';
import { type Asked, inWords, PERMISSION, target } from './asked.ts';
import type { Refusal, Situation } from './failures.ts';

export interface Words {
  readonly message: string;
  readonly hint?: string;
  readonly exitCode?: ExitCode;
  /** Where it is not the code. */
  readonly reason?: string;
}

type Wording = (refusal: Refusal, asked: Asked, situation: Situation) => Words;

/** The store's own words, where it has any. */
export const said = (message: string): string => (message === '' ? '' : `: ${message}`);

const badKey: Wording = (_, __, { host, keys }) => ({
  message: `${host} does not know the access key`,
  hint: `check the access key: it is from ${keys.from}`,
});

const badSecret: Wording = (_, __, { host, keys }) => ({
  message: `${host} refuses the signature: the secret key does not belong to the access key`,
  hint: `check the secret key: it is from ${keys.from}; a proxy that changes requests does the same`,
});

const denied: Wording = ({ message }, asked, { bucket, keys }) => ({
  message: `not allowed to ${inWords(asked, bucket)}${said(message)}`,
  hint: `grant ${PERMISSION[asked.verb]} on ${target(asked, bucket)} to the access key from ${keys.from}`,
});

const noBucket: Wording = (_, __, { bucket, host }) => ({
  message: `there is no bucket ${bucket} at ${host}`,
  hint: 'check --bucket and --endpoint; buckets are not made by this plugin',
});

const noKey: Wording = (_, { key }, { bucket }) => ({
  message: `there is no object ${key ?? ''} in bucket ${bucket}`,
  hint: 'list --s3 compares the records with the bucket',
  exitCode: EXIT.failed,
});

const elsewhere: Wording = ({ region, message }, _, situation) =>
  region !== undefined && region !== situation.region
    ? {
        message: `bucket ${situation.bucket} is in region ${region}, not in ${situation.region}`,
        hint: `set --region ${region}`,
        reason: 'WrongRegion',
      }
    : {
        message: `${situation.host} sends us elsewhere for bucket ${situation.bucket}${said(message)}`,
        hint: 'check --endpoint and --region: the bucket is served at another address',
        reason: 'PermanentRedirect',
      };

/** To the minute: less than that is the way of the answer. */
const minutes = (ms: number): string => humanSpan(Math.round(Math.abs(ms) / 60_000) * 60_000);

const skewed: Wording = ({ clockAheadMs = 0 }, _, { host }) => ({
  message: `this machine's clock is ${minutes(clockAheadMs)} ${clockAheadMs > 0 ? 'behind' : 'ahead of'} that of ${host}, which therefore refuses the signature`,
  hint: 'set the clock right (chrony, timedatectl); S3 allows 15 minutes',
});

const changed: Wording = (_, { key }, { bucket }) => ({
  message: `the object ${key ?? ''} in bucket ${bucket} is another one by now`,
  hint: 'run it again',
});

const busy: Wording = ({ status, code }, _, { host }) => ({
  message: `${host} is too busy (${code}, ${status})`,
  hint: 'try again later',
});

const full: Wording = ({ code }, _, { bucket, host }) => ({
  message: `no room in bucket ${bucket} of ${host} (${code})`,
  hint: 'make room or raise the quota; prune deletes old backups',
});

const archived: Wording = (_, { key }) => ({
  message: `the object ${key ?? ''} lies in an archive and must be restored there first`,
  hint: 'restore it with the tools of the store, then run it again',
});

const wantsTls: Wording = (_, __, { host }) => ({
  message: `${host} speaks HTTPS, and the endpoint says http`,
  hint: `set the endpoint to https://${host}`,
});

const noPaths: Wording = (_, __, { host }) => ({
  message: `${host} refuses the bucket in the path`,
  hint: 'give --addressing virtual',
});

/** By S3's code, or one of `refusals.ts`. */
export const KNOWN: Readonly<Record<string, Wording>> = {
  InvalidAccessKeyId: badKey,
  SignatureDoesNotMatch: badSecret,
  AccessDenied: denied,
  AllAccessDisabled: denied,
  MethodNotAllowed: denied,
  NoSuchBucket: noBucket,
  NoSuchKey: noKey,
  PermanentRedirect: elsewhere,
  TemporaryRedirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  IllegalLocationConstraintException: elsewhere,
  RequestTimeTooSkewed: skewed,
  PreconditionFailed: changed,
  SlowDown: busy,
  ServiceUnavailable: busy,
  QuotaExceeded: full,
  XMinioStorageFull: full,
  InvalidObjectState: archived,
  PlainHttp: wantsTls,
  SecondLevelDomainForbidden: noPaths,
  PathStyleDomainForbidden: noPaths,
  InvalidPathAccess: noPaths,
};
