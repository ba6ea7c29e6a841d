/** Checks Signature Version 4 from the specification, with node:crypto alone: the signer under test has no say in it. */
import { createHash, createHmac } from 'node:crypto';
import type { Refused } from './refused.ts';

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Identity {
  /** Secret keys by access key. */
  readonly keys: ReadonlyMap<string, string>;
  /** undefined takes any. */
  readonly region: string | undefined;
  readonly now: () => Date;
}

interface Claim {
  readonly accessKey: string;
  readonly scope: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly date: string;
  readonly payloadHash: string;
  /** Seconds for which a presigned URL holds. */
  readonly expires: number | undefined;
}

/** Who signed the request, or why it is refused. */
export function checkSignature(
  request: SignedRequest,
  identity: Identity,
): { readonly user: string } | Refused {
  const claim = claimOf(request);
  if (claim === undefined) return { status: 403, code: 'AccessDenied' };
  const secret = identity.keys.get(claim.accessKey);
  if (secret === undefined) return { status: 403, code: 'InvalidAccessKeyId' };
  const aged = identity.now().getTime() - timeOf(claim.date);
  if (claim.expires === undefined && Math.abs(aged) > 15 * 60_000)
    return { status: 403, code: 'RequestTimeTooSkewed' };
  if (claim.expires !== undefined && aged > claim.expires * 1000)
    return { status: 403, code: 'AccessDenied' };
  if (identity.region !== undefined && claim.region !== identity.region)
    return { status: 400, code: 'AuthorizationHeaderMalformed', region: identity.region };
  const signed = createHash('sha256').update(request.body).digest('hex');
  if (claim.payloadHash !== 'UNSIGNED-PAYLOAD' && claim.payloadHash !== signed)
    return { status: 400, code: 'XAmzContentSHA256Mismatch' };
  if (signatureOf(request, claim, secret) !== claim.signature)
    return { status: 403, code: 'SignatureDoesNotMatch' };
  return { user: claim.accessKey };
}

function claimOf(request: SignedRequest): Claim | undefined {
  const query = new URL(request.target, 'http://x').searchParams;
  const header =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      textOf(request.headers['authorization']),
    );
  if (header !== null) {
    const [, accessKey = '', scope = '', signed = '', signature = ''] = header;
    const date = textOf(request.headers['x-amz-date']);
    const payloadHash = textOf(request.headers['x-amz-content-sha256']);
    return { ...parts(accessKey, scope, signed), signature, date, payloadHash, expires: undefined };
  }
  const credential = query.get('X-Amz-Credential');
  if (credential === null) return undefined;
  const [accessKey = '', ...rest] = credential.split('/');
  return {
    ...parts(accessKey, rest.join('/'), query.get('X-Amz-SignedHeaders') ?? ''),
    signature: query.get('X-Amz-Signature') ?? '',
    date: query.get('X-Amz-Date') ?? '',
    payloadHash: 'UNSIGNED-PAYLOAD',
    expires: Number(query.get('X-Amz-Expires')),
  };
}

function parts(accessKey: string, scope: string, signed: string) {
  return { accessKey, scope, region: scope.split('/')[1] ?? '', signedHeaders: signed.split(';') };
}

function signatureOf(request: SignedRequest, claim: Claim, secret: string): string {
  const canonical = [
    request.method,
    request.target.split('?')[0],
    canonicalQuery(request.target.split('?')[1] ?? ''),
    ...claim.signedHeaders.map(
      (name) => `${name}:${textOf(request.headers[name]).trim().replaceAll(/ +/g, ' ')}`,
    ),
    '',
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', claim.date, claim.scope, sha256(canonical)].join('\n');
  const key = claim.scope
    .split('/')
    .reduce<Buffer | string>((last, step) => hmac(last, step), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

/** Sorted, each side encoded as the specification has it; the signature itself is left out. */
function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query.replaceAll('+', '%2B'))]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map((pair) => pair.map(encode).join('='))
    .sort()
    .join('&');
}

const encode = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const one = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(one) ? one : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
const textOf = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
