/** One request to a bucket, signed and told with `-v`, and what came back. */
import { readText } from '../wire/answer-text.ts';
import type { WireResponse } from '../wire/http.ts';
import { environmentProxy } from '../wire/proxy-environment.ts';
import { openWire, type Wire } from '../wire/send.ts';
import { type Trace, traceOf } from '../wire/trace.ts';
import { urlOf } from './addressing.ts';
import type { Asked } from './asked.ts';
import { type Bearings, bearingsOf } from './bearings.ts';
import type { StoreSettings, StoreWorld } from './settings.ts';
import { signedHeaders } from './sign.ts';
import { wireFailure } from './wire-failures.ts';

export interface StoreRequest extends Asked {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'POST';
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** Nobody's request: no keys are used. */
  readonly unsigned?: boolean;
}

/** What every request of a run shares. */
export interface Line {
  readonly settings: StoreSettings;
  readonly world: StoreWorld;
  readonly wire: Wire;
  readonly mask: (text: string) => string;
  /** Changes as the store tells where the bucket is. */
  readonly bearings: Bearings;
  readonly trace: Trace;
}

/** Sends nothing yet. Throws UsageError for an endpoint that is none. */
export function openLine(settings: StoreSettings, world: StoreWorld): Line {
  const mask = masking(settings);
  const say = (text: string): void => world.say(mask(text));
  return {
    settings,
    world: { ...world, say },
    wire: openWire(),
    mask,
    bearings: bearingsOf(settings),
    trace: traceOf(settings.verbosity, { say }),
  };
}

/** Keys of no store are shorter; stores like to repeat the access key in their words, and XML must stay XML. */
function masking({ keys }: StoreSettings): (text: string) => string {
  const secrets = [keys.accessKey, keys.secretKey].filter((one) => one.length >= 3);
  return (text) => secrets.reduce((rest, one) => rest.replaceAll(one, '[masked]'), text);
}

export interface Exchange {
  readonly response: WireResponse;
  readonly url: URL;
  /** On performance.now()'s clock. */
  readonly deadline: number;
}

/** Sends it once, and takes any answer. Throws UserError where there is none. */
export async function sendOnce(request: StoreRequest, line: Line): Promise<Exchange> {
  const { settings, bearings, world, wire, trace } = line;
  const url = urlOf({ ...bearings, bucket: settings.bucket }, request.key, request.query);
  if (request.unsigned === true) Object.assign(url, { pathname: '/', search: '' });
  const headers = await headersOf(request, url, line);
  const proxy = environmentProxy(url, world.env);
  const { timeoutMs } = settings;
  const deadline = timeoutMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  const said = trace.request(request.method, url, headers, undefined, true);
  try {
    const response = await wire.send({
      method: request.method,
      url,
      headers,
      timeoutMs,
      tls: {
        ...(settings.ca === undefined ? {} : { ca: settings.ca }),
        ...(settings.skipTlsVerify ? { insecure: true } : {}),
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    said.answered(response.status, response.headers);
    return { response, url, deadline };
  } catch (error) {
    const failure = wireFailure(error, url, request.signal?.aborted === true, 'request');
    said.failed(failure.message);
    throw failure;
  }
}

async function headersOf(request: StoreRequest, url: URL, line: Line): Promise<Record<string, string>> {
  const { body, method } = request;
  const headers = {
    'user-agent': 'kubectl-etcdbackup',
    ...(body === undefined ? {} : { 'content-length': String(body.length) }),
    ...request.headers,
  };
  if (request.unsigned === true) return headers;
  const signing = { keys: line.settings.keys, region: line.bearings.region, now: line.world.now() };
  return signedHeaders({ method, url, headers, body }, signing);
}

/** A listing of 1000 keys of 1 KB, encoded, with room to spare. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The answer's body as text, bounded in size and time. */
export async function bodyText(
  { response, url, deadline }: Exchange,
  request: StoreRequest,
): Promise<string> {
  try {
    return await readText(response, deadline, MOST_BYTES);
  } catch (error) {
    throw wireFailure(error, url, request.signal?.aborted === true, 'body');
  }
}
