/** Requests to the API: identity, time limit, safe retries, `-v`, and answers as JSON or as errors in words. */
import { StringDecoder } from 'node:string_decoder';
import { EXIT, UserError } from '../errors.ts';
import type { WireResponse } from '../wire/http.ts';
import { openWire, type Wire } from '../wire/send.ts';
import { type Asked, apiFailure } from './api-failures.ts';
import type { Endpoint, KubeWorld } from './settings.ts';
import { type Trace, traceOf } from './trace.ts';
import { wireFailure } from './wire-failures.ts';

export interface ApiRequest extends Asked {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Relative to the server's prefix, without a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Starts something: sent once, on a connection of its own, whatever happens. */
  readonly acts?: boolean;
}

/** Far above 5000 records and 10 MB of answer; below what would fill a small machine. */
const MOST_BYTES = 64 * 1024 * 1024;
/** client-go waits at most ten times; a person waits less. */
const MOST_TRIES = 5;
const LONGEST_WAIT_S = 30;

export interface Requests {
  /** The parsed JSON of a 2xx answer; anything else is thrown. */
  json(request: ApiRequest): Promise<unknown>;
  /** The answer as it comes; 2xx or thrown. */
  stream(request: ApiRequest): Promise<WireResponse>;
  /** Status and body, refusals included. */
  raw(
    request: ApiRequest,
  ): Promise<{ readonly status: number; readonly contentType: string; readonly body: string }>;
  close(): void;
}

export function openRequests(
  endpoint: Endpoint,
  defaultTimeoutMs: number,
  verbosity: number,
  world: KubeWorld,
): Requests {
  const wire = openWire();
  const trace = traceOf(verbosity, world);
  const deps: Deps = { endpoint, defaultTimeoutMs, world, wire, trace };
  return {
    json: (request) => sendForJson(request, deps),
    stream: (request) => sendRetrying(request, deps),
    raw: async (request) => {
      const response = await sendOnce(request, deps);
      return {
        status: response.status,
        contentType: contentTypeOf(response),
        body: await readBody(response, request, deps),
      };
    },
    close: () => wire.close(),
  };
}

interface Deps {
  readonly endpoint: Endpoint;
  readonly defaultTimeoutMs: number;
  readonly world: KubeWorld;
  readonly wire: Wire;
  readonly trace: Trace;
}

async function sendForJson(request: ApiRequest, deps: Deps): Promise<unknown> {
  const response = await sendRetrying(request, deps);
  const body = await readBody(response, request, deps);
  try {
    return JSON.parse(body);
  } catch (error) {
    const html = contentTypeOf(response).includes('html') || body.trimStart().startsWith('<');
    throw new UserError(
      `${deps.endpoint.server.host} answers ${html ? 'with a web page' : 'with something that is not JSON'} where the Kubernetes API should be`,
      {
        hint: 'check the server address and its path; a login page or gateway may stand in between',
        exitCode: EXIT.unreachable,
        reason: 'NotJson',
        cause: error,
      },
    );
  }
}

/** Safe requests are repeated as client-go does it: 429 and 503 with Retry-After, and a reset before the first byte. */
async function sendRetrying(request: ApiRequest, deps: Deps): Promise<WireResponse> {
  const safe = request.method === 'GET' && request.acts !== true;
  for (let tries = 1; ; tries += 1) {
    const again = safe && tries < MOST_TRIES;
    const outcome = await attempt(request, deps, again);
    if (outcome.response !== undefined) return outcome.response;
    await deps.world.sleep(outcome.waitMs);
  }
}

type Attempt =
  | { readonly response: WireResponse }
  | { readonly response?: undefined; readonly waitMs: number };

async function attempt(request: ApiRequest, deps: Deps, again: boolean): Promise<Attempt> {
  let response: WireResponse;
  try {
    response = await sendOnce(request, deps);
  } catch (error) {
    if (again && error instanceof UserError && error.reason === 'Reset') return { waitMs: 100 };
    throw error;
  }
  if (response.status >= 200 && response.status < 300) return { response };
  const wait = retryAfter(response);
  if (again && wait !== undefined) {
    response.body.resume();
    return { waitMs: wait * 1000 };
  }
  const body = await readBody(response, request, deps);
  throw apiFailure({ status: response.status, contentType: contentTypeOf(response), body }, request);
}

/** Seconds to wait; undefined where the server does not ask to come back. */
function retryAfter({ status, headers }: WireResponse): number | undefined {
  const text = headers['retry-after'];
  if ((status !== 429 && status < 500) || text === undefined || !/^\d+$/.test(text)) return undefined;
  return Math.min(Number(text), LONGEST_WAIT_S);
}

async function sendOnce(request: ApiRequest, deps: Deps): Promise<WireResponse> {
  const { endpoint, wire, trace } = deps;
  const url = urlOf(request, endpoint.server);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const headers = {
    accept: 'application/json',
    'user-agent': 'kubectl-etcdbackup',
    ...(body === undefined
      ? {}
      : {
          'content-type': request.contentType ?? 'application/json',
          'content-length': String(Buffer.byteLength(body)),
        }),
    ...(await endpoint.identity()),
  };
  const done = trace.request(request.method, url, headers, body, request.kind);
  try {
    const response = await wire.send({
      method: request.method,
      url,
      headers,
      tls: endpoint.tls,
      timeoutMs: request.timeoutMs ?? deps.defaultTimeoutMs,
      ...(body === undefined ? {} : { body }),
      ...(endpoint.proxy === undefined ? {} : { proxy: endpoint.proxy }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      ...(request.acts === true ? { freshConnection: true } : {}),
    });
    done(response.status, response.headers);
    trace.warnings(response.headers['warning']);
    return response;
  } catch (error) {
    throw wireFailure(error, url, request.signal?.aborted === true);
  }
}

function urlOf({ path, query }: ApiRequest, server: URL): URL {
  const url = new URL(path, server);
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

async function readBody(response: WireResponse, request: ApiRequest, deps: Deps): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let size = 0;
  try {
    for await (const piece of response.body as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > MOST_BYTES)
        throw new UserError(`the server's answer is larger than ${MOST_BYTES} bytes`, {
          exitCode: EXIT.unreachable,
        });
      text += decoder.write(piece);
    }
  } catch (error) {
    throw wireFailure(error, deps.endpoint.server, request.signal?.aborted === true);
  }
  deps.trace.body(text, request.kind);
  return text + decoder.end();
}

function contentTypeOf({ headers }: WireResponse): string {
  return headers['content-type'] ?? '';
}
