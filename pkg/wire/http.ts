/** One HTTP exchange over node:http(s), for the Kubernetes API and S3 alike. Adds no header of its own. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** How to trust the server and who we are. PEM throughout. */
export interface TlsSettings {
  readonly ca?: string | Uint8Array;
  readonly cert?: string | Uint8Array;
  readonly key?: string | Uint8Array;
  /** Skips all verification. */
  readonly insecure?: boolean;
  /** SNI and the name that the certificate must have. */
  readonly serverName?: string;
}

export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  readonly tls?: TlsSettings;
  /** http://, https:// or socks5:// of the proxy that carries this request. */
  readonly proxy?: URL;
  /** Milliseconds until the answer's headers; 0 for none. */
  readonly timeoutMs: number;
  /** Milliseconds between two pieces of the body; 0 for none (watches), `timeoutMs` where it is not given. */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal;
  /** On a connection of its own: a request that acts must not meet a socket that the server is just closing. */
  readonly freshConnection?: boolean;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** Sends one request, follows no redirect, repeats nothing. Throws the socket's own error. */
export type Send = (request: WireRequest) => Promise<WireResponse>;
