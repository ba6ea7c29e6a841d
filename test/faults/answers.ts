/** Wrong answers by name, for any HTTP client: Kubernetes and S3 alike. */
import { gzipSync } from 'node:zlib';
import { reset } from './closing.ts';
import { type HttpFault, head } from './http.ts';

/** The request is taken, then the connection is reset. */
export const resetAtHeaders: HttpFault = (socket) => void resetSocket(socket);

/** Headers and half of the body, then a reset. */
export const resetMidBody: HttpFault = (socket, answer) => {
  const { body } = answer;
  socket.write(head(answer.status, { ...answer.headers, 'content-length': String(body.length) }));
  socket.write(body.subarray(0, Math.floor(body.length / 2)), () =>
    setTimeout(() => resetSocket(socket), 20),
  );
};

/** Headers and half of the body, then nothing for ever. */
export const stopMidBody: HttpFault = (socket, answer) => {
  const { body } = answer;
  socket.write(head(answer.status, { ...answer.headers, 'content-length': String(body.length) }));
  socket.write(body.subarray(0, Math.floor(body.length / 2)));
};

/** The request is taken, and nothing ever comes. */
export const neverAnswer: HttpFault = () => undefined;

/** The body at one byte a second. */
export const byteByByte: HttpFault = (socket, answer) => {
  socket.write(head(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) }));
  let sent = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || sent >= answer.body.length) return clearInterval(timer);
    socket.write(answer.body.subarray(sent, sent + 1));
    sent += 1;
  }, 1000);
  socket.on('close', () => clearInterval(timer));
};

/** Promises more bytes than come. */
export const lengthTooLong: HttpFault = (socket, answer) => {
  const length = String(answer.body.length + 100);
  socket.end(
    Buffer.concat([head(answer.status, { ...answer.headers, 'content-length': length }), answer.body]),
  );
};

/** Promises fewer bytes than come. */
export const lengthTooShort: HttpFault = (socket, answer) => {
  const length = String(Math.floor(answer.body.length / 2));
  socket.end(
    Buffer.concat([head(answer.status, { ...answer.headers, 'content-length': length }), answer.body]),
  );
};

/** A length that fits, around a body that does not. */
export const withBody =
  (change: (body: Buffer) => Buffer | string): HttpFault =>
  (socket, answer) => {
    const body = Buffer.from(change(answer.body));
    socket.end(
      Buffer.concat([
        head(answer.status, { ...answer.headers, 'content-length': String(body.length) }),
        body,
      ]),
    );
  };

/** The first half of the body, as if it were all. */
export const truncated: HttpFault = withBody((body) => body.subarray(0, Math.floor(body.length / 2)));

/** The right body, packed without having been asked. */
export const gzipped: HttpFault = (socket, answer) => {
  const body = gzipSync(answer.body);
  const headers = { ...answer.headers, 'content-encoding': 'gzip', 'content-length': String(body.length) };
  socket.end(Buffer.concat([head(answer.status, headers), body]));
};

/** Says gzip, and is not. */
export const notGzip: HttpFault = (socket, answer) => {
  const headers = {
    ...answer.headers,
    'content-encoding': 'gzip',
    'content-length': String(answer.body.length),
  };
  socket.end(Buffer.concat([head(answer.status, headers), answer.body]));
};

/** An answer of the gateway's own. */
export const answering =
  (status: number, headers: Readonly<Record<string, string>>, body: string): HttpFault =>
  (socket) => {
    const all = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
    socket.end(Buffer.concat([head(status, all), Buffer.from(body)]));
  };

/** The page of a gateway that lost its backend. */
export const badGateway: HttpFault = answering(
  502,
  { 'content-type': 'text/html' },
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>',
);

/** A login page with a friendly 200. */
export const loginPage: HttpFault = answering(
  200,
  { 'content-type': 'text/html; charset=utf-8' },
  '<!doctype html><html><title>Sign in</title><body>Please sign in</body></html>',
);

/** Not HTTP at all. */
export const notHttp: HttpFault = (socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n');

/** The connection is reset, TLS or not. */
export function resetSocket(socket: Parameters<HttpFault>[0]): void {
  // TLS sockets cannot reset; the raw socket below them can.
  reset(socket, (socket as unknown as { _parent?: typeof socket })._parent);
}
