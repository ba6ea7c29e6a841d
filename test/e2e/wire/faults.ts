/** Every way in which the wire between the plugin and a real API server goes wrong, and the words for it. */
import * as answers from '../../faults/answers.ts';
import { type Gateway, type HttpFault, openGateway } from '../../faults/http.ts';
import { openTcpHop, type TcpFault } from '../../faults/tcp.ts';
import { pkiFile, serverPair } from '../../fixtures/pki.ts';

/** The API server behind the fault. */
export interface Behind {
  readonly url: URL;
  readonly caFile: string;
}

/** A way to the server that goes wrong. */
export interface WrongWay {
  readonly server: string;
  readonly caFile: string;
  readonly close: () => Promise<void>;
}

export interface WireFault {
  readonly name: string;
  /** What the person reads. */
  readonly says: RegExp;
  readonly open: (behind: Behind) => Promise<WrongWay>;
  /** What comes instead of the right answer, where the connection itself is sound. */
  readonly answer?: HttpFault;
  /** `--request-timeout`, where only that ends it. */
  readonly limit?: string;
}

const LONG_LIMIT = '20s';

/** What a run may take by itself. */
export const limitOf = (fault: WireFault): string => fault.limit ?? LONG_LIMIT;

const way = (gateway: Gateway, caFile = pkiFile('ca.pem')): WrongWay => ({
  server: gateway.url,
  caFile,
  close: gateway.close,
});

/** A gateway that asks the real server and answers wrongly. */
function answering(name: string, answer: HttpFault, says: RegExp, limit?: string): WireFault {
  return {
    name,
    says,
    answer,
    ...(limit === undefined ? {} : { limit }),
    open: async ({ url }) =>
      way(await openGateway({ upstream: url, tls: serverPair(), fault: () => answer })),
  };
}

/** A gateway whose answers are right and whose certificate is not. */
function certified(name: string, certificate: string, says: RegExp, caFile?: string): WireFault {
  return {
    name,
    says,
    open: async ({ url }) =>
      way(await openGateway({ upstream: url, tls: serverPair(certificate), fault: () => undefined }), caFile),
  };
}

/** A hop below TLS: the certificate is the real server's. */
function hopping(name: string, fault: TcpFault, says: RegExp, limit?: string): WireFault {
  return {
    name,
    says,
    ...(limit === undefined ? {} : { limit }),
    open: async ({ url, caFile }) => {
      const hop = await openTcpHop({ host: url.hostname, port: Number(url.port) }, () => fault);
      return { server: `https://127.0.0.1:${hop.port}`, caFile, close: hop.close };
    },
  };
}

const LATE = /did not answer in time/;
const CLOSED = /closed the connection without an answer/;
const DAMAGED = /JSON that is damaged or breaks off/;
const BROKEN_OFF = /broke off in the middle of its answer/;

/** Faults that no command survives. */
export const WIRE_FAULTS: readonly WireFault[] = [
  hopping('a reset at connect', { kind: 'reset' }, CLOSED),
  hopping('a reset in the TLS handshake', { kind: 'cut', afterBytes: 100, how: 'reset' }, CLOSED),
  hopping('a half-open connection', { kind: 'silent' }, LATE, '1s'),
  hopping('one byte a second', { kind: 'slow', bytesPerSecond: 1 }, LATE, '1s'),
  answering('a reset at the headers', answers.resetAtHeaders, CLOSED),
  answering('a reset in the body', answers.resetMidBody, BROKEN_OFF),
  answering('a body of one byte a second', answers.byteByByte, LATE, '3s'),
  answering('a content length too long', answers.lengthTooLong, BROKEN_OFF),
  answering('a content length too short', answers.lengthTooShort, DAMAGED),
  answering('truncated JSON', answers.truncated, DAMAGED),
  answering('gzip that is none', answers.notGzip, /packed wrongly/),
  answering("a gateway's error page", answers.badGateway, /a gateway in front of .*\(502\): 502 Bad Gateway/),
  answering('a login page', answers.loginPage, /a web page \("Sign in"\) where the Kubernetes API should be/),
  certified('an expired certificate', 'expired.pem', /has expired/),
  certified('a certificate of the future, or a clock that is slow', 'not-yet.pem', /not valid yet/),
  certified('a certificate for another host', 'wrong-host.pem', /is for another name/),
  certified('an unknown authority', 'server.pem', /signed by an unknown authority/, pkiFile('other-ca.pem')),
];

/** What looks odd and is whole. */
export const HARMLESS: readonly WireFault[] = [
  answering('gzip that nobody asked for', answers.gzipped, /^/),
  answering(
    'an answer of 10 MB',
    answers.withBody((body) => `${body}${' '.repeat(10 * 1024 * 1024)}`),
    /^/,
  ),
];
