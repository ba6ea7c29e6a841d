/** Requests to the API: identity, time limit, `-v`, and answers as JSON or as errors in words. */

import { readText } from '../wire/answer-text.ts';
import type { WireResponse } from '../wire/http.ts';
import { type Attempt, againAfter, type MayWait, retryAfterMs } from '../wire/retries.ts';
import { openWire, type Wire } from '../wire/send.ts';
import { type Trace, traceOf } from '../wire/trace.ts';
import { parseJson } from './answers.ts';
import { type Asked, apiFailure } from './api-failures.ts';
import type { Endpoint, KubeWorld } from './settings.ts';
import { wireFailure } from './wire-failures.ts';

export interface ApiRequest extends Asked {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Relative to the server's prefix, without a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
  /** The whole exchange; the run's own limit where it is not given. */
  readonly timeoutMs?: number | undefined;
  /** The body may take for ever, silence included; only the headers must come in time. */
  readonly endless?: boolean;
  /** Starts something: sent once, on a connection of its own, whatever happens. */
  readonly acts?: boolean;
}

export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface Requests {
  /** The parsed JSON of a 2xx answer; anything else is thrown. */
  json(request: ApiRequest): Promise<unknown>;
  /** The answer as it comes; 2xx or thrown. */
  stream(request: ApiRequest): Promise<WireResponse>;
  /** Status and body, refusals included. */
  raw(request: ApiRequest): Promise<RawAnswer>;
  close(): void;
}

export function openRequests(
  endpoint: Endpoint,
  defaultTimeoutMs: number,
  verbosity: number,
  world: KubeWorld,
  shared?: Wire,
): Requests {
  const wire = shared ?? openWire();
  const deps: Deps = { endpoint, defaultTimeoutMs, world, wire, trace: traceOf(verbosity, world) };
  return {
    json: async (request) => {
      const exchange = await sendRetrying(request, deps);
      const body = await readBody(exchange, request, deps);
      return parseJson(body, contentTypeOf(exchange.response), endpoint.server);
    },
    stream: async (request) => (await sendRetrying(request, deps)).response,
    raw: async (request) => {
      const exchange = await sendOnce(request, deps);
      const { response } = exchange;
      const body = await readBody(exchange, request, deps);
      return { status: response.status, contentType: contentTypeOf(response), body };
    },
    close: () => (shared === undefined ? wire.close() : undefined),
  };
}

interface Deps {
  readonly endpoint: Endpoint;
  readonly defaultTimeoutMs: number;
  readonly world: KubeWorld;
  readonly wire: Wire;
  readonly trace: Trace;
}

interface Exchange {
  readonly response: WireResponse;
  /** On performance.now()'s clock; Infinity for none. */
  readonly deadline: number;
}

/** client-go's maxRetries, after the first try. */
const MOST_TRIES = 11;

/** Only requests that change nothing and start nothing are repeated. */
async function sendRetrying(request: ApiRequest, deps: Deps): Promise<Exchange> {
  const safe = request.method === 'GET' && request.acts !== true;
  const limits = { safe, mostTries: MOST_TRIES, timeoutMs: timeoutOf(request, deps) };
  return againAfter((mayWait) => attemptOnce(request, deps, mayWait), limits, deps.world, request.signal);
}

const timeoutOf = ({ timeoutMs }: ApiRequest, deps: Deps): number => timeoutMs ?? deps.defaultTimeoutMs;

async function attemptOnce(request: ApiRequest, deps: Deps, mayWait: MayWait): Promise<Attempt<Exchange>> {
  const exchange = await sendOnce(request, deps);
  const { response } = exchange;
  if (response.status >= 200 && response.status < 300) return { done: exchange };
  const waitMs = retryAfterMs(response);
  if (waitMs !== undefined && mayWait(waitMs)) {
    response.body.resume();
    return { waitMs, because: `the server is busy (${response.status})` };
  }
  if (response.status === 401) deps.endpoint.rejected?.();
  const body = await readBody(exchange, request, deps);
  const refusal = { status: response.status, contentType: contentTypeOf(response), body };
  throw apiFailure(refusal, request, deps.endpoint.server);
}

async function sendOnce(request: ApiRequest, deps: Deps): Promise<Exchange> {
  const { endpoint, wire, trace } = deps;
  const url = urlOf(request, endpoint.server);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const { headers: who, tls } = await endpoint.identity(request.signal);
  const headers = { ...bodyHeaders(body, request.contentType), ...who };
  const timeoutMs = timeoutOf(request, deps);
  const deadline = timeoutMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  const said = trace.request(request.method, url, headers, body, isSecret(request));
  try {
    const response = await wire.send({
      method: request.method,
      url,
      headers,
      tls: { ...endpoint.tls, ...tls },
      timeoutMs,
      ...(request.endless === true ? { silenceMs: 0 } : {}),
      ...(body === undefined ? {} : { body }),
      ...(endpoint.proxy === undefined ? {} : { proxy: endpoint.proxy }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      ...(request.acts === true ? { freshConnection: true } : {}),
    });
    said.answered(response.status, response.headers);
    trace.warnings(response.headers['warning']);
    return { response, deadline };
  } catch (error) {
    const failure = wireFailure(error, url, request.signal?.aborted === true, 'request');
    said.failed(failure.message);
    throw failure;
  }
}

/** Bodies of Secrets are never shown. */
const isSecret = ({ kind }: ApiRequest): boolean => kind?.plural === 'secrets';

function bodyHeaders(body: string | undefined, contentType: string | undefined): Record<string, string> {
  const always = { accept: 'application/json', 'user-agent': 'kubectl-etcdbackup' };
  if (body === undefined) return always;
  const length = String(Buffer.byteLength(body));
  return { ...always, 'content-type': contentType ?? 'application/json', 'content-length': length };
}

function urlOf({ path, query }: ApiRequest, server: URL): URL {
  const url = new URL(path, server);
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

async function readBody(exchange: Exchange, request: ApiRequest, deps: Deps): Promise<string> {
  try {
    const text = await readText(exchange.response, exchange.deadline);
    deps.trace.body(text, isSecret(request));
    return text;
  } catch (error) {
    throw wireFailure(error, deps.endpoint.server, request.signal?.aborted === true, 'body');
  }
}

function contentTypeOf({ headers }: WireResponse): string {
  return headers['content-type'] ?? '';
}
