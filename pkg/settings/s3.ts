/** The S3 target: `set-s3` and `unset-s3` as settings of the resource. */
import type { Configuration, S3Target } from '../backup/configuration.ts';
import { fieldsOf } from '../backup/fields.ts';
import { UsageError } from '../errors.ts';
import { type Change, type Setting, valueAt } from './change.ts';

/** What was typed; undefined: as it is. */
export interface S3Options {
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  readonly bucket: string | undefined;
  readonly dir: string | undefined;
  readonly skipTLSVerify: boolean | undefined;
}

/** A whole target, as it will be. */
export interface WholeTarget {
  readonly endpoint: string;
  /** undefined: neither said nor set so far; the store may tell it. */
  readonly region: string | undefined;
  readonly bucket: string;
  /** Without slashes at either end; undefined for the bucket's root. */
  readonly dir: string | undefined;
  readonly skipTLSVerify: boolean;
}

const PATH = ['spec', 'remoteStorage', 's3'];

/** The options laid over what is set. Throws UsageError for what is missing, and for a folder that is none. */
export function wholeTarget(before: S3Target | undefined, options: S3Options): WholeTarget {
  const endpoint = options.endpoint ?? before?.endpoint;
  const bucket = options.bucket ?? before?.bucket;
  if (endpoint === undefined || bucket === undefined) {
    const missing = [
      endpoint === undefined ? '--endpoint' : [],
      bucket === undefined ? '--bucket' : [],
    ].flat();
    throw new UsageError(
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      before === undefined ? 'S3 is not set yet, so the whole target is needed' : 'it is not set so far',
    );
  }
  return {
    endpoint,
    bucket,
    region: options.region ?? before?.region,
    dir: options.dir === undefined ? before?.dir : readDir(options.dir),
    skipTLSVerify: options.skipTLSVerify ?? before?.skipTLSVerify ?? false,
  };
}

/** A folder in the bucket, without slashes at either end; undefined for its root. Throws UsageError. */
export function readDir(text: string): string | undefined {
  const dir = text.replaceAll(/^\/+|\/+$/g, '');
  const steps = dir.split('/');
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(dir) || steps.includes('.') || steps.includes('..'))
    throw new UsageError(
      `"${text}" is no folder in a bucket`,
      'it looks like cluster-a, or backups/cluster-a',
    );
  if (dir !== '' && steps.includes(''))
    throw new UsageError(`"${text}" has a folder without a name in it`, 'write one slash between two names');
  if (dir.length > 512) throw new UsageError('the folder is longer than 512 characters');
  return dir === '' ? undefined : dir;
}

/** What the resource has to say for the target: what was typed, and what it takes to be whole. */
export function s3Settings(target: WholeTarget, options: S3Options, secret: string): Setting[] {
  const setting = (name: string, value: unknown): Setting => ({ path: [...PATH, name], value });
  return [
    setting('endpoint', target.endpoint),
    ...(target.region === undefined ? [] : [setting('region', target.region)]),
    setting('bucket', target.bucket),
    // As it is written now, slashes and all, unless another one was asked for.
    ...(options.dir === undefined ? [] : [setting('dir', target.dir)]),
    ...(options.skipTLSVerify === undefined
      ? []
      : [{ ...setting('skipTLSVerify', target.skipTLSVerify), absent: false }]),
    setting('secretRef', secret),
  ];
}

/** S3 goes, with the whole of `remoteStorage` where nothing else is in it. */
export function noS3Settings({ object }: Configuration): Setting[] {
  const others = Object.keys(fieldsOf(valueAt(object, ['spec', 'remoteStorage']))).filter(
    (name) => name !== 's3',
  );
  return [{ path: others.length === 0 ? ['spec', 'remoteStorage'] : PATH, value: undefined }];
}

const FLAGS: Readonly<Record<string, string>> = {
  endpoint: '--endpoint',
  region: '--region',
  bucket: '--bucket',
  dir: '--dir',
  skipTLSVerify: '--skip-tls-verify',
  secretRef: '--use-secret',
};

/** Whether `--dir` would write just that; what begins with a hyphen would be read as a flag. */
function isDir(text: string): boolean {
  try {
    return readDir(text) === text && !text.startsWith('-');
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** Whether flags can say all that the resource has of its target: no field that is not ours, none in another form. */
export function isSayable({ object }: Configuration): boolean {
  const { skipTLSVerify = false, ...texts } = fieldsOf(valueAt(object, PATH));
  const known = Object.entries(texts).every(
    ([name, value]) => name in FLAGS && typeof value === 'string' && value !== '',
  );
  const { dir } = texts;
  return known && typeof skipTLSVerify === 'boolean' && (typeof dir !== 'string' || isDir(dir));
}

/**
 * The subcommand that brings back the target that was; undefined where a field was not there, is not one of ours, or holds what
 * its flag does not take.
 */
export function undoS3(before: S3Target | undefined, changes: readonly Change[]): string[] | undefined {
  if (before === undefined) return ['unset-s3'];
  const words = changes.map(({ path, before: old }) => {
    const flag = FLAGS[path.at(-1) ?? ''];
    if (flag === '--skip-tls-verify')
      return typeof old === 'string' ? undefined : [`${flag}=${old === true}`];
    if (flag === '--dir' && typeof old === 'string' && !isDir(old)) return undefined;
    return flag === undefined || typeof old !== 'string' || old === '' ? undefined : [flag, old];
  });
  if (words.includes(undefined)) return undefined;
  const flags = words.flatMap((one) => one ?? []);
  // The keys that are in the Secret, not those of the environment.
  const secret =
    flags.includes('--use-secret') || before.secretRef === undefined
      ? []
      : ['--use-secret', before.secretRef];
  return ['set-s3', ...flags, ...secret];
}

/** The subcommand that sets this target with a Secret that is there. */
export function finishS3(target: WholeTarget, secret: string): string[] {
  return [
    ...['set-s3', '--endpoint', target.endpoint],
    ...(target.region === undefined ? [] : ['--region', target.region]),
    ...['--bucket', target.bucket, '--dir', target.dir ?? '/'],
    `--skip-tls-verify=${target.skipTLSVerify}`,
    ...['--use-secret', secret],
  ];
}
