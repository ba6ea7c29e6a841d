/** Requests to one bucket: signed, in the style and region that it wants, repeated where that is safe, and told with `-v`. */
import { EXIT, UserError } from '../errors.ts';
import { readText } from '../wire/answer-text.ts';
import type { WireResponse } from '../wire/http.ts';
import { environmentProxy } from '../wire/proxy-environment.ts';
import { type Attempt, againAfter, retryAfterMs } from '../wire/retries.ts';
import { openWire, type Wire } from '../wire/send.ts';
import { type Trace, traceOf } from '../wire/trace.ts';
import { urlOf } from './addressing.ts';
import { adapt, type Bearings, bearingsOf } from './bearings.ts';
import { type Asked, type Refusal, refusalError } from './failures.ts';
import { noStore, readRefusal } from './refusals.ts';
import type { StoreSettings, StoreWorld } from './settings.ts';
import { signedHeaders } from './sign.ts';
import { wireFailure } from './wire-failures.ts';
import { type Element, readXml } from './xml.ts';

export interface StoreRequest extends Asked {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'POST';
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** Nobody's request: no keys are used. */
  readonly unsigned?: boolean;
}

export interface Requests {
  readonly bearings: Bearings;
  /** The answer as it comes; 2xx or thrown. */
  stream(request: StoreRequest): Promise<WireResponse>;
  /** The XML document of that name; anything else is thrown. */
  document(request: StoreRequest, name: string): Promise<Element>;
  /** Whatever is answered, a refusal included. */
  raw(request: StoreRequest): Promise<WireResponse>;
  close(): void;
}

/** A listing of 1000 keys of 1 KB, encoded, with room to spare. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Tries of an answer that breaks off. */
const MOST_READS = 3;
/** Without being asked to wait: a store that is busy for a moment. */
const BUSY_MS = 300;
const BUSY = new Set([429, 500, 502, 503, 504]);

export function openRequests(settings: StoreSettings, world: StoreWorld): Requests {
  const wire = openWire();
  const mask = masking(settings);
  const say = (line: string): void => world.say(mask(line));
  const deps: Deps = {
    settings,
    world: { ...world, say },
    wire,
    mask,
    bearings: bearingsOf(settings),
    trace: traceOf(settings.verbosity, { say }),
  };
  return {
    bearings: deps.bearings,
    stream: async (request) => (await sendRetrying(request, deps)).response,
    document: (request, name) => document(request, name, deps),
    raw: async (request) => (await sendOnce(request, deps)).response,
    close: () => wire.close(),
  };
}

interface Deps {
  readonly settings: StoreSettings;
  readonly world: StoreWorld;
  readonly wire: Wire;
  readonly mask: (text: string) => string;
  /** Changes as the store tells where the bucket is. */
  readonly bearings: Bearings;
  readonly trace: Trace;
}

/** Keys of no store are shorter; stores like to repeat the access key in their words, and XML must stay XML. */
function masking({ keys }: StoreSettings): (text: string) => string {
  const secrets = [keys.accessKey, keys.secretKey].filter((one) => one.length >= 3);
  return (text) => secrets.reduce((rest, one) => rest.replaceAll(one, '[masked]'), text);
}

interface Exchange {
  readonly response: WireResponse;
  readonly url: URL;
  /** On performance.now()'s clock. */
  readonly deadline: number;
}

/** What only reads is repeated; what was refused for its address has done nothing, and goes to the right one. */
async function sendRetrying(request: StoreRequest, deps: Deps): Promise<Exchange> {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  let tries = 0;
  const attempt = (mayRepeat: boolean): Promise<Attempt<Exchange>> => {
    tries += 1;
    return attemptOnce(request, deps, mayRepeat, tries);
  };
  return againAfter(attempt, safe, deps.world, request.signal);
}

async function attemptOnce(
  request: StoreRequest,
  deps: Deps,
  mayRepeat: boolean,
  tries: number,
): Promise<Attempt<Exchange>> {
  for (;;) {
    const exchange = await sendOnce(request, deps);
    const { response } = exchange;
    if (response.status >= 200 && response.status < 300) return { done: exchange };
    const waitMs = retryAfterMs(response) ?? (BUSY.has(response.status) ? BUSY_MS * 2 ** tries : undefined);
    const text = await bodyText(exchange, request);
    if (mayRepeat && waitMs !== undefined)
      return { waitMs, because: `the store is busy (${response.status})` };
    const { settings, bearings, world, mask } = deps;
    const refusal = readRefusal(response, mask(text), exchange.url.host, world.now());
    deps.trace.body(`${refusal.code} ${refusal.message}`, false);
    const news = adapt(bearings, refusal, settings);
    if (news === undefined) throw refused(refusal, request, deps);
    if (news !== '') world.say(news);
  }
}

async function sendOnce(request: StoreRequest, deps: Deps): Promise<Exchange> {
  const { settings, bearings, world, wire, trace } = deps;
  const url = urlOf({ ...bearings, bucket: settings.bucket }, request.key, request.query);
  if (request.unsigned === true) Object.assign(url, { pathname: '/', search: '' });
  const headers = await headersOf(request, url, deps);
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

async function headersOf(request: StoreRequest, url: URL, deps: Deps): Promise<Record<string, string>> {
  const { body, method } = request;
  const headers = {
    'user-agent': 'kubectl-etcdbackup',
    ...(body === undefined ? {} : { 'content-length': String(body.length) }),
    ...request.headers,
  };
  if (request.unsigned === true) return headers;
  const signing = { keys: deps.settings.keys, region: deps.bearings.region, now: deps.world.now() };
  return signedHeaders({ method, url, headers, body }, signing);
}

async function bodyText({ response, url, deadline }: Exchange, request: StoreRequest): Promise<string> {
  try {
    return await readText(response, deadline, MOST_BYTES);
  } catch (error) {
    throw wireFailure(error, url, request.signal?.aborted === true, 'body');
  }
}

/** An answer that breaks off halfway is asked for again where that is safe. */
async function document(request: StoreRequest, name: string, deps: Deps): Promise<Element> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await documentOnce(request, name, deps);
    } catch (error) {
      const broken = error instanceof UserError && /^(?:BrokenOff|BadAnswer)$/.test(error.reason ?? '');
      if (!broken || request.method !== 'GET' || tries === MOST_READS) throw error;
    }
  }
}

async function documentOnce(request: StoreRequest, name: string, deps: Deps): Promise<Element> {
  const exchange = await sendRetrying(request, deps);
  const text = await bodyText(exchange, request);
  const element = readXml(text);
  if (element?.name === name) return element;
  const { response, url } = exchange;
  // Some stores find out that they cannot do it after they have said 200.
  if (element?.name === 'Error')
    throw refused(readRefusal(response, deps.mask(text), url.host, deps.world.now()), request, deps);
  if (element === undefined && /^<\?xml|^<[A-Z]/.test(text)) throw brokenAnswer(url.host);
  throw noStore(response, text, url.host);
}

function brokenAnswer(host: string): UserError {
  return new UserError(`the answer of ${host} is damaged or breaks off`, {
    hint: 'try again; a proxy in between may be at fault',
    exitCode: EXIT.unreachable,
    reason: 'BadAnswer',
  });
}

function refused(refusal: Refusal, asked: Asked, { settings, bearings }: Deps): UserError {
  return refusalError(refusal, asked, { ...settings, region: bearings.region, host: bearings.endpoint.host });
}
