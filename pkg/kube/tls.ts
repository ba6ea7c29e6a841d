/** Trust and client certificates, from data or files, flags first. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Fields, textOf } from '../backup/fields.ts';
import { EXIT, UsageError, UserError } from '../errors.ts';
import type { TlsSettings } from '../wire/http.ts';
import { visible } from '../words/visible.ts';
import type { ConnectionSettings, KubeWorld } from './settings.ts';

/** What the TLS handshake needs. Files are read now, so that a missing one is told before anything is sent. */
export function tlsOf(
  cluster: Fields,
  user: Fields,
  settings: ConnectionSettings,
  world: KubeWorld,
): TlsSettings {
  const insecure = settings['insecure-skip-tls-verify'] ?? cluster['insecure-skip-tls-verify'] === true;
  const ca = pem(cluster, 'certificate-authority', settings['certificate-authority'], world);
  if (insecure && settings['certificate-authority'] !== undefined) {
    throw new UsageError('--certificate-authority and --insecure-skip-tls-verify cannot both be given');
  }
  const cert = pem(user, 'client-certificate', settings['client-certificate'], world);
  const key = pem(user, 'client-key', settings['client-key'], world);
  if (key !== undefined && isEncrypted(key)) {
    throw new UserError('the client key is encrypted, and there is no way to ask for its password', {
      exitCode: EXIT.usage,
      hint: 'decrypt it with: openssl pkey -in KEY -out NEWKEY',
    });
  }
  const serverName = settings['tls-server-name'] ?? textOf(cluster['tls-server-name']);
  return {
    ...(insecure ? { insecure } : {}),
    ...(ca === undefined || insecure ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

/** The flag's file, else the inline data, else the file that the kubeconfig names. */
function pem(fields: Fields, name: string, flag: string | undefined, world: KubeWorld): string | undefined {
  if (flag !== undefined) return readPem(resolve(world.cwd, flag), `--${name}`);
  const data = textOf(fields[`${name}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('latin1');
  const file = textOf(fields[name]);
  return file === undefined ? undefined : readPem(file, name);
}

function readPem(file: string, what: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    throw new UserError(
      `cannot read ${what} ${visible(file)}: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
      {
        exitCode: EXIT.usage,
        cause: error,
      },
    );
  }
}

function isEncrypted(key: string): boolean {
  return /ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(key);
}
