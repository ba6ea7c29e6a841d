/** Signatures by aws4fetch: of headers, and of URLs that need no keys. */
import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { StoreKeys } from './settings.ts';

export interface Signing {
  readonly keys: StoreKeys;
  readonly region: string;
  readonly now: Date;
}

export interface Unsigned {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** All headers of the request, the signature among them. The body is signed as well: plain HTTP protects nothing else. */
export async function signedHeaders(
  { method, url, headers, body }: Unsigned,
  signing: Signing,
): Promise<Record<string, string>> {
  const hash = createHash('sha256').update(body ?? '');
  const signed = await new AwsV4Signer({
    ...common(signing),
    method,
    url: url.href,
    headers: { ...headers, 'x-amz-content-sha256': hash.digest('hex') },
  }).sign();
  return Object.fromEntries(signed.headers);
}

/** A URL that reads `url` for so many seconds. */
export async function presignedUrl(url: URL, expiresSeconds: number, signing: Signing): Promise<string> {
  const timed = new URL(url);
  timed.searchParams.set('X-Amz-Expires', String(expiresSeconds));
  const signed = await new AwsV4Signer({
    ...common(signing),
    method: 'GET',
    url: timed.href,
    signQuery: true,
  }).sign();
  return signed.url.href;
}

function common({ keys, region, now }: Signing) {
  return {
    accessKeyId: keys.accessKey,
    secretAccessKey: keys.secretKey,
    service: 's3',
    region,
    datetime: now.toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
  };
}
