/** Trust and client certificates, from data or files. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type Fields, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { authoritiesOf } from '../wire/bundle.ts';
import type { TlsSettings } from '../wire/http.ts';
import { visible } from '../words/visible.ts';
import { readSmallFile } from './small-file.ts';

/** What the TLS handshake needs. Files are read now, so that a missing one is told before anything is sent. */
export function tlsOf(cluster: Fields, user: Fields): TlsSettings {
  const insecure = cluster['insecure-skip-tls-verify'] === true;
  const bundle = insecure ? undefined : pem(cluster, 'certificate-authority');
  const ca = bundle === undefined ? undefined : authoritiesOf(bundle);
  const serverName = textOf(cluster['tls-server-name']);
  return {
    ...(insecure ? { insecure } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { serverName }),
    ...clientPair(pem(user, 'client-certificate'), pem(user, 'client-key')),
  };
}

/** A client certificate and its key; refused in words where they cannot work. A key alone is ignored, as kubectl ignores it. */
export function clientPair(
  cert: string | undefined,
  key: string | undefined,
): Pick<TlsSettings, 'cert' | 'key'> {
  if (cert === undefined || key === undefined) return {};
  if (/ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(key)) {
    throw wrong('the client key is encrypted, and there is no way to ask for its password', {
      hint: 'decrypt it with: openssl pkey -in KEY -out NEWKEY',
    });
  }
  const certificate = parsed(() => new X509Certificate(cert), 'the client certificate');
  const privateKey = parsed(() => createPrivateKey(key), 'the client key');
  if (!certificate.checkPrivateKey(privateKey)) {
    throw wrong('the client key does not belong to the client certificate', {});
  }
  return { cert, key };
}

function parsed<T>(parse: () => T, what: string): T {
  try {
    return parse();
  } catch (cause) {
    throw wrong(`${what} is not PEM that can be read`, { cause });
  }
}

function wrong(message: string, details: { readonly hint?: string; readonly cause?: unknown }): UserError {
  return new UserError(message, { exitCode: EXIT.usage, ...details });
}

/** The inline data, else the file that is named. Throws UserError. */
export function pem(fields: Fields, name: string): string | undefined {
  const data = textOf(fields[`${name}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('latin1');
  const file = textOf(fields[name]);
  if (file === undefined) return undefined;
  try {
    return readSmallFile(file).toString('latin1');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw wrong(`cannot read ${name} ${visible(file)}: ${code}`, { cause: error });
  }
}
