/** What to do when the way to a store fails. */
import { UserError } from '../errors.ts';
import { wireFailure as failureInWords, type Phase, type WireHints } from '../wire/words.ts';

const HINTS: WireHints = {
  proxy: 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY',
  alert: 'the store wants a client certificate, or another version of TLS',
  name: 'check --endpoint, and DNS or the proxy of this machine',
  refused: 'is the store running, and the port of --endpoint right?',
  timeout: 'check the network and --endpoint; --request-timeout sets the limit',
  trust:
    'name its authority with --ca-file; --skip-tls-verify works too, but lets anybody in between read and change the backups',
  certificateName: 'use a name of the certificate in --endpoint, or try --addressing path',
};

/** The socket's own error as the person should read it. */
export function wireFailure(error: unknown, server: URL, aborted: boolean, phase: Phase): UserError {
  const failure = failureInWords(error, server, aborted, phase, HINTS);
  // Not every server says so when it is spoken to in plain HTTP on a port for TLS.
  if (failure.reason !== 'Reset' || server.protocol !== 'http:') return failure;
  const { message, exitCode, reason, cause } = failure;
  const hint = 'does the store speak HTTPS on this port? Then the endpoint begins with https://';
  return new UserError(message, { hint, exitCode, reason, cause });
}
