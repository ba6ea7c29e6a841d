/** A server that only writes down: who came, by which name and way, asking for what. It answers as an API server of its own version. */
import { type IncomingMessage, createServer as plainServer, type RequestListener } from 'node:http';
import { createServer as tlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Closing, closingOf } from '../../faults/closing.ts';
import { pki, serverPair } from '../../fixtures/pki.ts';

/** One request as the server sees it: everything by which it knows where it stands and who asks. */
export interface Seen {
  readonly method: string;
  /** With the path prefix, without the query. */
  readonly path: string;
  readonly host: string;
  readonly authorization: string | undefined;
  /** `impersonate-…` headers, sorted; a repeated one has several values. */
  readonly acting: Readonly<Record<string, readonly string[]>>;
  /** The client certificate's common name. */
  readonly certificate: string | undefined;
  /** The name asked for in the TLS handshake. */
  readonly serverName: string | undefined;
  readonly secure: boolean;
}

export interface Recorder extends Closing {
  readonly port: number;
  /** Every request since the last `forget`. */
  readonly seen: () => readonly Seen[];
  readonly forget: () => void;
}

/** What an API server says of itself at /version. */
const VERSION = JSON.stringify({ major: '1', minor: '36', gitVersion: 'v1.36.0', platform: 'linux/amd64' });

/** Listens on a free port; `certificate` is one of the fixtures', undefined speaks plain HTTP. Wants a client certificate and takes none for an answer. */
export async function openRecorder(certificate: string | undefined, host: string): Promise<Recorder> {
  let seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const one = seenOf(request);
    seen.push(one);
    const version = one.path.endsWith('/version');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(version ? VERSION : '{"kind":"APIGroupList","apiVersion":"v1","groups":[]}');
  };
  const asking = { ca: pki('ca.pem'), requestCert: true, rejectUnauthorized: false };
  const server =
    certificate === undefined
      ? plainServer(listener)
      : tlsServer({ ...serverPair(certificate), ...asking }, listener);
  const closing = closingOf(server);
  server.on('connection', (socket: Socket) => closing.keep(socket).on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  const port = await closing.listen(host);
  return {
    port,
    seen: () => seen,
    forget: () => {
      seen = [];
    },
    close: closing.close,
  };
}

function seenOf(request: IncomingMessage): Seen {
  const { socket, headersDistinct } = request;
  const acting = Object.entries(headersDistinct)
    .filter(([name]) => name.startsWith('impersonate-'))
    .map(([name, values]) => [name, values ?? []] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const tls = socket instanceof TLSSocket ? socket : undefined;
  const name: unknown = tls === undefined ? undefined : (tls as { servername?: unknown }).servername;
  return {
    method: request.method ?? '',
    path: (request.url ?? '').split('?')[0] ?? '',
    host: request.headers.host ?? '',
    authorization: request.headers.authorization,
    acting: Object.fromEntries(acting),
    certificate: tls?.getPeerCertificate()?.subject?.CN?.toString(),
    serverName: typeof name === 'string' && name !== '' ? name : undefined,
    secure: tls !== undefined,
  };
}
