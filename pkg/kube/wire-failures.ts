/** What to do when the way to an API server fails. */
import type { UserError } from '../errors.ts';
import { wireFailure as failureInWords, type Phase, type WireHints } from '../wire/words.ts';

const HINTS: WireHints = {
  proxy: 'check --proxy-url, proxy-url of the kubeconfig, and HTTPS_PROXY',
  alert: 'the client certificate may be missing, expired or of another cluster',
  name: 'check the server address, and DNS or the proxy of this machine',
  refused: 'is the API server running, and the port right?',
  timeout: 'check the network; --request-timeout sets the limit',
  trust:
    'name its authority with --certificate-authority; --insecure-skip-tls-verify lets anybody in between read the token',
  certificateName: 'use a name of the certificate as --server, or give it with --tls-server-name',
};

/** The socket's own error as the person should read it. */
export function wireFailure(error: unknown, server: URL, aborted: boolean, phase: Phase): UserError {
  return failureInWords(error, server, aborted, phase, HINTS);
}
