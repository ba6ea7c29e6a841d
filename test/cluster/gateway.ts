/**
 * The platform in front of the cluster: `/kubernetes/<cluster>/…`, and `exec`, which it counts and lets those do whom the API behind lets. Faults
 * are the test's to say. Requests go on to the in-memory API or to a real API server.
 */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import { sendJson } from './memory/answers.ts';

/** What goes wrong with one request. `exec` decides whether the backup was started before it went wrong. */
export interface Fault {
  readonly kind: 'hang' | 'reset' | 'answer' | 'slow' | 'html' | 'cut';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds before a slow answer, or until an answer is cut off. */
  readonly afterMs?: number;
  /** For `exec`: the backup starts although the answer goes wrong. */
  readonly started?: boolean;
}

/** No, in the API's own words. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
}

export interface GatewaySettings {
  readonly cluster: string;
  /** What the API behind says to a request for `exec`: 401 or 403; undefined where it lets it. */
  readonly refusal: (request: IncomingMessage) => Promise<Refusal | undefined>;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Starts a backup. */
  readonly trigger: () => void;
  /** Answers whatever is not `exec`: the request's URL has lost its prefix. */
  readonly upstream: (request: IncomingMessage, response: ServerResponse) => void;
}

const EXEC = /^\/apis\/enhancement\.cluster\.alauda\.io\/v1\/etcdbackupconfigurations\/([^/?]+)\/exec$/;

export class Gateway {
  /** `exec` requests that arrived, whatever was answered. */
  execs = 0;
  /** Every request that arrived: method and path without the prefix. */
  readonly requests: string[] = [];
  /** Asked for each request; undefined lets it pass. */
  fault: ((request: IncomingMessage, path: string) => Fault | undefined) | undefined;
  readonly #settings: GatewaySettings;
  readonly #server: Server;

  constructor(settings: GatewaySettings) {
    this.#settings = settings;
    const handle = (request: IncomingMessage, response: ServerResponse): void =>
      this.#handle(request, response);
    this.#server =
      settings.tls === undefined ? createHttpServer(handle) : createHttpsServer(settings.tls, handle);
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `${this.#settings.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const prefix = `/kubernetes/${this.#settings.cluster}`;
    const url = request.url ?? '/';
    if (!url.startsWith(`${prefix}/`)) {
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<html><head><title>404</title></head><body><h1>Not Found</h1></body></html>');
      return;
    }
    request.url = url.slice(prefix.length);
    const path = request.url.split('?')[0] ?? '';
    this.requests.push(`${request.method} ${path}`);
    const exec = EXEC.test(path) && request.method === 'GET';
    if (exec) this.execs += 1;
    const fault = this.fault?.(request, path);
    if (fault !== undefined) return this.#fail(fault, exec, request, response);
    if (exec) return void this.#exec(request, response);
    this.#settings.upstream(request, response);
  }

  async #exec(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = await this.#settings.refusal(request);
      if (refusal !== undefined) return sendJson(response, refusal.status, refusal.body);
      this.#settings.trigger();
      sendJson(response, 200, { status: 'ok' });
    } catch {
      response.destroy();
    }
  }

  #fail(fault: Fault, exec: boolean, request: IncomingMessage, response: ServerResponse): void {
    if (exec && fault.started === true) this.#settings.trigger();
    if (fault.kind === 'hang') return;
    if (fault.kind === 'reset') {
      // A TLS socket cannot send a bare reset; closing it in the middle of a request reads the same to a client.
      request.socket.destroy();
      return;
    }
    if (fault.kind === 'slow' || fault.kind === 'cut') return this.#delay(fault, exec, request, response);
    const html = fault.kind === 'html';
    const body = fault.body ?? (html ? '<html><body><h1>502 Bad Gateway</h1></body></html>' : '');
    response.writeHead(fault.status ?? (html ? 502 : 500), {
      'content-type': html ? 'text/html' : 'application/json',
      ...fault.headers,
    });
    response.end(body);
  }

  /** A right answer that comes late, or that breaks off. */
  #delay(fault: Fault, exec: boolean, request: IncomingMessage, response: ServerResponse): void {
    const afterMs = fault.afterMs ?? 1000;
    const answer = (): void => {
      if (!exec) this.#settings.upstream(request, response);
      else if (fault.started === true) sendJson(response, 200, { status: 'ok' });
      else void this.#exec(request, response);
    };
    if (fault.kind === 'slow') return void setTimeout(answer, afterMs);
    answer();
    setTimeout(() => request.socket.destroy(), afterMs);
  }
}

/** Passes requests on to a real API server, with its own certificate authority. */
export function passOn(server: URL, ca: string): GatewaySettings['upstream'] {
  return (request, response) => {
    const { host: _host, ...headers } = request.headers;
    const onward = httpsRequest(
      new URL(request.url ?? '/', server),
      { method: request.method, headers, ca, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      },
    );
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  };
}
