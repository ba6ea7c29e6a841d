/** Where the bucket is, as far as is known: the endpoint, the style of its URLs and its region; stores correct us by refusing. */
import { canBeVirtual, firstStyle, PATH_REFUSED, type Style } from './addressing.ts';
import { parseEndpoint } from './endpoint.ts';
import type { Refusal } from './failures.ts';
import type { StoreSettings } from './settings.ts';

export interface Bearings {
  endpoint: URL;
  style: Style;
  /** What is signed for. */
  region: string;
  /** The store itself has said that the bucket is in `region`. */
  told: boolean;
}

/** What S3 calls no region at all. */
const DEFAULT_REGION = 'us-east-1';

/** Throws UsageError where the endpoint is none. */
export function bearingsOf({ endpoint: text, bucket, region, addressing }: StoreSettings): Bearings {
  const endpoint = parseEndpoint(text, bucket);
  return {
    endpoint,
    style: firstStyle(endpoint, bucket, addressing),
    region: region ?? regionOf(endpoint) ?? DEFAULT_REGION,
    told: false,
  };
}

const AWS = /^s3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.(amazonaws\.com(?:\.cn)?)$/;

/** AWS names the region in the host. */
function regionOf({ hostname }: URL): string | undefined {
  return AWS.exec(hostname)?.[1];
}

const ELSEWHERE = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** Takes a refusal's correction over: words to say about it (may be empty), or undefined where there is nothing to correct. */
export function adapt(bearings: Bearings, refusal: Refusal, settings: StoreSettings): string | undefined {
  const { bucket, addressing, strictRegion } = settings;
  if (PATH_REFUSED.has(refusal.code) && bearings.style === 'path') {
    if (addressing !== 'auto' || !canBeVirtual(bearings.endpoint, bucket)) return undefined;
    bearings.style = 'virtual';
    return '';
  }
  const { region } = refusal;
  if (!ELSEWHERE.has(refusal.code) || region === undefined || bearings.told) return undefined;
  if (region === bearings.region || !/^[A-Za-z0-9._-]{1,64}$/.test(region)) return undefined;
  if (settings.region !== undefined && strictRegion === true) return undefined;
  const before = bearings.region;
  bearings.region = region;
  bearings.told = true;
  bearings.endpoint = regional(bearings.endpoint, region);
  return settings.region === undefined ? '' : `bucket ${bucket} is in region ${region}, not in ${before}`;
}

/** AWS serves a bucket at its own region's host only; other stores have one host for all. Nobody else names a host to us. */
function regional(endpoint: URL, region: string): URL {
  const domain = AWS.exec(endpoint.hostname)?.[2];
  return domain === undefined ? endpoint : new URL(`${endpoint.protocol}//s3.${region}.${domain}`);
}
