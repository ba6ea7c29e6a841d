/** `Send` over Node's own http and https: loaded only when a request goes out. */
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Send, TlsSettings, WireRequest, WireResponse } from './http.ts';

/** Thrown when the time limit is over; `code` as Node has it for sockets. */
export class WireTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** A connection pool for one run. */
export interface Wire {
  readonly send: Send;
  /** Closes idle sockets, so that the process can end. */
  close(): void;
}

/** A pool that keeps sockets alive between requests. */
export function openWire(): Wire {
  const agents = new Map<string, Agent>();
  return {
    send: (request) => sendOne(request, agents),
    close: () => {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}

async function sendOne(request: WireRequest, agents: Map<string, Agent>): Promise<WireResponse> {
  const secure = request.url.protocol === 'https:';
  const http = secure ? await import('node:https') : await import('node:http');
  const options: RequestOptions = {
    method: request.method,
    headers: { ...request.headers } as Record<string, string>,
    agent: await agentFor(request, agents),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...tlsOptions(request.tls),
  };
  return new Promise((resolve, reject) => {
    const outgoing = http.request(request.url, options);
    const limit = limitWaiting(outgoing, request.timeoutMs, reject);
    outgoing.once('error', (error) => {
      limit.stop();
      reject(error);
    });
    outgoing.once('response', (incoming: IncomingMessage) => {
      limit.stop();
      limitSilence(incoming, request.timeoutMs);
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming });
    });
    outgoing.end(request.body);
  });
}

/** DNS, connection, TLS and the answer's headers together. */
function limitWaiting(outgoing: ClientRequest, timeoutMs: number, reject: (error: Error) => void) {
  if (timeoutMs === 0) return { stop: () => undefined };
  const timer = setTimeout(() => {
    const error = new WireTimeout(`no answer within ${timeoutMs / 1000} s`);
    reject(error);
    outgoing.destroy(error);
  }, timeoutMs);
  return { stop: () => clearTimeout(timer) };
}

/** No byte for the whole limit: the body ends with an error instead of hanging. */
function limitSilence(incoming: IncomingMessage, timeoutMs: number): void {
  if (timeoutMs === 0) return;
  const stop = (): void =>
    void incoming.destroy(new WireTimeout(`the answer stopped for ${timeoutMs / 1000} s`));
  // The message lets go of its socket at the end; the pool keeps it for the next request.
  const { socket } = incoming;
  socket.setTimeout(timeoutMs, stop);
  incoming.once('close', () => {
    socket.setTimeout(0);
    socket.off('timeout', stop);
  });
}

function tlsOptions(tls: TlsSettings | undefined): object {
  if (tls === undefined) return {};
  return {
    ...(tls.ca === undefined ? {} : { ca: bytes(tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: bytes(tls.cert) }),
    ...(tls.key === undefined ? {} : { key: bytes(tls.key) }),
    ...(tls.insecure === true ? { rejectUnauthorized: false } : {}),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
  };
}

const bytes = (pem: string | Uint8Array): string | Buffer =>
  typeof pem === 'string' ? pem : Buffer.from(pem);

/** One agent per way to the server; a proxy's agent is loaded only where there is a proxy. */
async function agentFor(request: WireRequest, agents: Map<string, Agent>): Promise<Agent | false> {
  if (request.freshConnection === true && request.proxy === undefined) return false;
  const key = `${request.url.protocol} ${request.proxy?.href ?? ''}`;
  const known = agents.get(key);
  if (known !== undefined) return known;
  const made = await makeAgent(request);
  agents.set(key, made);
  return made;
}

async function makeAgent({ url, proxy }: WireRequest): Promise<Agent> {
  if (proxy !== undefined) {
    const { proxyAgent } = await import('./proxy.ts');
    return proxyAgent(url, proxy);
  }
  const { Agent } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Agent({ keepAlive: true });
}
