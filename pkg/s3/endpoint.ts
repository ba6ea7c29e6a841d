/** The endpoint and the bucket as people write them, and what they mix up. */
import { isBucketName } from '../backup/bucket-name.ts';
import { UsageError } from '../errors.ts';

/** Providers whose hosts are known: a host that begins with the bucket is a bucket's address there, not an endpoint. */
const PROVIDERS = /\.(?:amazonaws\.com(?:\.cn)?|aliyuncs\.com|myqcloud\.com|myhuaweicloud\.com|volces\.com)$/;

/** The endpoint's URL, without a path. Throws UsageError that says how to write it. */
export function parseEndpoint(text: string, bucket: string): URL {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    throw new UsageError(
      `endpoint "${withoutUser(text)}" has no scheme`,
      `write https://${withoutUser(text)}, or http:// where the store has no TLS`,
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '')
    throw new UsageError(
      `endpoint "${withoutUser(text)}" is not a URL`,
      'it looks like https://s3.example.com:9000',
    );
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      'the endpoint has a user or password in it',
      'keys are given apart from the endpoint',
    );
  checkScheme(url, text);
  checkBare(url, text, bucket);
  return new URL(url.origin);
}

/** What stands before an @ may be a password. */
function withoutUser(text: string): string {
  return text.slice(text.lastIndexOf('@') + 1);
}

function checkScheme(url: URL, text: string): void {
  if (url.protocol === 'https:' || url.protocol === 'http:') return;
  throw new UsageError(
    `endpoint "${text}" is no http or https address`,
    url.protocol === 's3:'
      ? 'the endpoint is the store itself, like https://s3.example.com; bucket and folder go to --bucket and --dir'
      : 'it looks like https://s3.example.com:9000',
  );
}

function checkBare(url: URL, text: string, bucket: string): void {
  const [first = ''] = url.pathname.slice(1).split('/');
  if (first !== '' || url.search !== '' || url.hash !== '') {
    const what = safeDecode(first) === bucket ? 'the bucket in it' : 'a path';
    throw new UsageError(
      `endpoint "${text}" has ${what}`,
      `the endpoint is ${url.origin}; bucket and folder go to --bucket and --dir`,
    );
  }
  const prefix = `${bucket.toLowerCase()}.`;
  if (url.hostname.startsWith(prefix) && PROVIDERS.test(url.hostname)) {
    const host = url.host.slice(prefix.length);
    throw new UsageError(
      `endpoint "${text}" has the bucket in it`,
      `the endpoint is ${url.protocol}//${host}; the bucket goes to --bucket`,
    );
  }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Throws UsageError for what no store can have as a bucket. */
export function checkBucket(bucket: string): void {
  if (isBucketName(bucket)) return;
  throw new UsageError(
    `"${bucket}" is not the name of a bucket`,
    bucket.includes('/')
      ? 'a bucket has no slash: the folder in it goes to --dir'
      : 'letters, digits, dots and hyphens, like etcd-backups',
  );
}
