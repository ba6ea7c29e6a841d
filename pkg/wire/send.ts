/** `Send` over Node's own http and https: loaded only when a request goes out. */
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { ProxyFailure, WireTimeout } from './failures.ts';
import type { Send, TlsSettings, WireRequest, WireResponse } from './http.ts';
import { limitSilence, limitWaiting } from './limits.ts';

/** A connection pool for one run. */
export interface Wire {
  readonly send: Send;
  /** Closes idle sockets, so that the process can end. */
  close(): void;
}

/** A pool that keeps sockets alive between requests. */
export function openWire(): Wire {
  const agents = new Map<string, Promise<Agent>>();
  return {
    send: (request) => sendOne(request, agents),
    close: () => {
      // One that could not be made was told to whoever asked for it.
      for (const agent of agents.values())
        void agent.then(
          (one) => one.destroy(),
          () => undefined,
        );
      agents.clear();
    },
  };
}

async function sendOne(request: WireRequest, agents: Map<string, Promise<Agent>>): Promise<WireResponse> {
  const tls = await tlsOptions(request);
  const options: RequestOptions = {
    method: request.method,
    headers: { ...request.headers } as Record<string, string>,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...tls,
  };
  const through = plainProxy(request);
  const outgoing = await open(request, options, agents);
  return new Promise((resolve, reject) => {
    const limit = limitWaiting(outgoing, request, reject);
    // `on`, not `once`: a socket that was given up may still report, and must not end the process.
    outgoing.on('error', (error) => {
      limit.stop();
      reject(through === undefined || isOurs(error) ? error : new ProxyFailure(through, { cause: error }));
    });
    outgoing.once('response', (incoming: IncomingMessage) => {
      limit.stop();
      limitSilence(incoming, request.silenceMs ?? request.timeoutMs);
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming });
    });
    outgoing.end(request.body);
  });
}

async function open(
  request: WireRequest,
  options: RequestOptions,
  agents: Map<string, Promise<Agent>>,
): Promise<ClientRequest> {
  const { url } = request;
  const through = plainProxy(request);
  if (through !== undefined) {
    const { throughHttpProxy } = await import('./proxy.ts');
    return throughHttpProxy(url, through, options);
  }
  const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return http.request(url, { ...options, agent: await agentFor(request, agents) });
}

/** The proxy that takes an http request whole: then every socket error is one with the proxy. */
function plainProxy({ url, proxy }: WireRequest): URL | undefined {
  return url.protocol === 'http:' && proxy?.protocol.startsWith('http') === true ? proxy : undefined;
}

const isOurs = (error: Error): boolean => error instanceof WireTimeout || error.name === 'AbortError';

/** Without a CA of its own, a server is trusted as the system trusts it. */
async function tlsOptions({ url, proxy, tls }: WireRequest): Promise<object> {
  if (url.protocol !== 'https:' && proxy?.protocol !== 'https:') return {};
  const given = { ...own(tls ?? {}) };
  if (tls?.ca !== undefined || tls?.insecure === true) return given;
  const { systemAuthorities } = await import('./authorities.ts');
  const ca = systemAuthorities();
  return ca === undefined ? given : { ...given, ca };
}

function own(tls: TlsSettings): object {
  return {
    ...(tls.ca === undefined ? {} : { ca: bytes(tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: bytes(tls.cert) }),
    ...(tls.key === undefined ? {} : { key: bytes(tls.key) }),
    // Said either way: NODE_TLS_REJECT_UNAUTHORIZED would else decide, which kubectl knows nothing of.
    rejectUnauthorized: tls.insecure !== true,
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
  };
}

const bytes = (pem: string | Uint8Array): string | Buffer =>
  typeof pem === 'string' ? pem : Buffer.from(pem);

/** One agent per way to the server; a proxy's agent is loaded only where there is a proxy. */
async function agentFor(request: WireRequest, agents: Map<string, Promise<Agent>>): Promise<Agent | false> {
  const fresh = request.freshConnection === true;
  if (fresh && request.proxy === undefined) return false;
  const key = `${request.url.protocol} ${request.proxy?.href ?? ''}${fresh ? ' fresh' : ''}`;
  // Remembered before it is there: two requests at once would make two, and the one that the pool forgets keep the process.
  const agent = agents.get(key) ?? makeAgent(request, !fresh);
  agents.set(key, agent);
  return agent;
}

async function makeAgent({ url, proxy, timeoutMs }: WireRequest, keepAlive: boolean): Promise<Agent> {
  if (proxy !== undefined) {
    const { proxyAgent } = await import('./proxy.ts');
    return proxyAgent(proxy, keepAlive, timeoutMs);
  }
  const { Agent } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Agent({ keepAlive });
}
