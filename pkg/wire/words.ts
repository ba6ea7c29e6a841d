/** What goes wrong before the server answers, in words; what to do about it is the client's to say. */
import { EXIT, InterruptedError, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';

interface SocketError extends Error {
  readonly code?: string;
  readonly cause?: unknown;
}

/** How far the exchange had come: before the answer's headers, or in the middle of its body. */
export type Phase = 'request' | 'body';

/** What the person can do, where it depends on which server it is. */
export interface WireHints {
  readonly proxy: string;
  /** The server refuses our certificate. */
  readonly alert: string;
  /** The name is not known. */
  readonly name: string;
  readonly refused: string;
  readonly timeout: string;
  /** The certificate's authority is not known. */
  readonly trust: string;
  /** The certificate is for another name. */
  readonly certificateName: string;
}

/** The socket's own error as the person should read it. */
export function wireFailure(
  error: unknown,
  server: URL,
  aborted: boolean,
  phase: Phase,
  hints: WireHints,
): UserError {
  if (error instanceof UserError) return error;
  if (aborted) return new InterruptedError();
  const failure = error as SocketError;
  const host = visible(server.host);
  const [message, hint, reason] =
    failure.code === 'PROXY' ? proxyWords(failure, host, hints) : words(failure, host, phase, hints);
  return new UserError(message, { hint, reason, exitCode: EXIT.unreachable, cause: error });
}

type Words = readonly [message: string, hint: string | undefined, reason: string];

function proxyWords(error: SocketError, host: string, hints: WireHints): Words {
  const { proxy = '', status } = error as SocketError & { readonly proxy?: string; readonly status?: number };
  const hint = hints.proxy;
  const name = `the proxy ${visible(proxy)}`;
  if (status === 407) return [`${name} wants a user and password (407)`, hint, 'Proxy'];
  if (status !== undefined) return [`${name} refuses to connect to ${host} (${status})`, hint, 'Proxy'];
  const cause = error.cause as SocketError;
  return [words(cause, name, 'request', hints)[0], hint, 'Proxy'];
}

function words(error: SocketError, host: string, phase: Phase, hints: WireHints): Words {
  const code = error.code ?? '';
  if (phase === 'body' && BROKEN.has(code)) {
    return [
      `${host} broke off in the middle of its answer`,
      'try again; a proxy or load balancer in between may be at fault',
      'BrokenOff',
    ];
  }
  if (code.startsWith('Z_') || code === 'ENCODING' || code === 'ERR_BUFFER_TOO_LARGE') {
    return [
      `the answer of ${host} is packed wrongly: ${detail(error)}`,
      'a proxy or gateway in between may be at fault',
      'BadEncoding',
    ];
  }
  if (code.includes('_ALERT_')) {
    return [`${host} refuses our TLS: ${alertOf(error)}`, hints.alert, 'TLS'];
  }
  const known = SOCKET[code]?.(host, hints) ?? TLS[code]?.(host, hints, error);
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return [`TLS with ${host} failed: ${detail(error)}`, 'is the address https, and the port right?', 'TLS'];
  }
  if (code.startsWith('HPE_'))
    return [
      `${host} does not speak HTTP: ${detail(error)}`,
      'is the address http or https, and the port right?',
      'NotHttp',
    ];
  return [`the connection to ${host} failed: ${detail(error)}`, undefined, 'Connection'];
}

/** How a connection ends when it should not. */
const BROKEN = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'Z_BUF_ERROR',
  'HPE_INVALID_EOF_STATE',
]);

/** OpenSSL's alert without its file and line. */
function alertOf(error: SocketError): string {
  const words = /alert ([a-z ]+)/.exec(error.message)?.[1] ?? error.code ?? 'unknown';
  return words.replace(/^number \d+$/, 'unknown').trim();
}

function detail(error: SocketError): string {
  const text = error.message === '' ? (error.code ?? 'unknown error') : error.message;
  return visible(text.split('\n')[0] ?? '').slice(0, 200);
}

const SOCKET: Readonly<Record<string, (host: string, hints: WireHints) => Words>> = {
  ENOTFOUND: (host, hints) => [`cannot find ${host}: the name is not known`, hints.name, 'DNS'],
  EAI_AGAIN: (host) => [
    `cannot find ${host}: DNS does not answer`,
    'check the network and DNS of this machine',
    'DNS',
  ],
  ECONNREFUSED: (host, hints) => [`${host} refuses connections`, hints.refused, 'Refused'],
  ECONNRESET: (host) => [
    `${host} closed the connection without an answer`,
    'try again; a proxy or load balancer in between may be at fault',
    'Reset',
  ],
  EPIPE: (host) => [
    `${host} closed the connection without an answer`,
    'try again; a proxy or load balancer in between may be at fault',
    'Reset',
  ],
  ETIMEDOUT: (host, hints) => [`${host} did not answer in time`, hints.timeout, 'Timeout'],
  EHOSTUNREACH: (host) => [`there is no way to ${host}`, 'check the network of this machine', 'Unreachable'],
  ENETUNREACH: (host) => [`there is no way to ${host}`, 'check the network of this machine', 'Unreachable'],
};

const unknownAuthority = (host: string, hints: WireHints): Words => [
  `the certificate of ${host} is signed by an unknown authority`,
  hints.trust,
  'TLS',
];

const TLS: Readonly<Record<string, (host: string, hints: WireHints, error: SocketError) => Words>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: (host) => [
    `the certificate of ${host} has expired`,
    "renew it; or is this machine's clock wrong?",
    'TLS',
  ],
  CERT_NOT_YET_VALID: (host) => [
    `the certificate of ${host} is not valid yet`,
    "is this machine's clock wrong?",
    'TLS',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: (host, hints, error) => [
    `the certificate of ${host} is for another name: ${detail(error)}`,
    hints.certificateName,
    'TLS',
  ],
};
