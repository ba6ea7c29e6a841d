/** Ways through a proxy, as Go's net/http has them: CONNECT for https, absolute-form for http, SOCKS5 for both. */
import http, { type ClientRequest, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIPv6, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProxyFailure } from './failures.ts';

/** An agent for requests by way of `proxy`; whoever asks has `timeoutMs` of patience. */
export async function proxyAgent(proxy: URL, keepAlive: boolean, timeoutMs: number): Promise<http.Agent> {
  if (!proxy.protocol.startsWith('socks')) return new TunnelAgent(proxy, keepAlive);
  const { socksAgent } = await import('./socks.ts');
  return socksAgent(proxy, keepAlive, timeoutMs);
}

/** A plain http request goes to the proxy whole, with the server's full address in its first line. */
export function throughHttpProxy(url: URL, proxy: URL, options: RequestOptions): ClientRequest {
  const target = new URL(url);
  target.username = '';
  target.password = '';
  const headers = { host: url.host, ...options.headers, ...proxyIdentity(proxy) };
  return opener(proxy)({ ...options, ...urlParts(proxy), path: target.href, headers, agent: false });
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** What Node hands to createConnection: the server's place and the TLS settings of the request. */
type ConnectionOptions = https.RequestOptions & { readonly host?: string; readonly port?: number };

/** Opens a tunnel by CONNECT, then speaks TLS with the server through it. */
class TunnelAgent extends https.Agent {
  readonly #proxy: URL;
  readonly #opening = new Set<ClientRequest>();

  constructor(proxy: URL, keepAlive: boolean) {
    super({ keepAlive });
    this.#proxy = proxy;
  }

  override createConnection(options: ConnectionOptions, callback?: Connected): undefined {
    const proxy = this.#proxy;
    const host = options.host ?? '';
    const target = `${isIPv6(host) ? `[${host}]` : host}:${options.port}`;
    const request = opener(proxy)({
      ...tlsOf(options),
      ...urlParts(proxy),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyIdentity(proxy) },
      agent: false,
    });
    this.#opening.add(request);
    const failed = (error: ProxyFailure): void => {
      this.#opening.delete(request);
      (callback as ((error: Error) => void) | undefined)?.(error);
    };
    request.once('connect', (response, socket, head) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        return failed(new ProxyFailure(proxy, { status: response.statusCode ?? 0 }));
      }
      this.#opening.delete(request);
      if (head.length > 0) socket.unshift(head);
      callback?.(
        null,
        super.createConnection({ ...options, socket: socket as Socket } as https.RequestOptions) as Duplex,
      );
    });
    // A proxy that answers CONNECT with a page has refused as well.
    request.once('response', (response) => {
      request.destroy();
      failed(new ProxyFailure(proxy, { status: response.statusCode ?? 0 }));
    });
    request.on('error', (cause) => failed(new ProxyFailure(proxy, { cause })));
    request.end();
    return undefined;
  }

  override destroy(): void {
    for (const request of this.#opening) request.destroy();
    super.destroy();
  }
}

/** An https proxy is trusted by the same settings as the server behind it: Go has one TLS configuration for both. */
function tlsOf({ ca, cert, key, rejectUnauthorized }: https.RequestOptions): https.RequestOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

function opener(proxy: URL): (options: https.RequestOptions) => ClientRequest {
  return proxy.protocol === 'https:' ? https.request : http.request;
}

function urlParts(proxy: URL): { protocol: string; hostname: string; port: string } {
  const hostname = proxy.hostname.replace(/^\[(.*)\]$/, '$1');
  return { protocol: proxy.protocol, hostname, port: proxy.port };
}

function proxyIdentity({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
