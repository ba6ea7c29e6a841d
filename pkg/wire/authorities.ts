/** The certificates that this machine trusts: Node brings its own list, and companies put theirs into the system's. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as tls from 'node:tls';

/** Where Linux distributions keep them, in Go's order (crypto/x509/root_linux.go). */
const FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let known: readonly string[] | undefined;

/** PEM certificates; undefined leaves Node's own list. SSL_CERT_FILE and SSL_CERT_DIR count as they do for Go. */
export function systemAuthorities(): string[] | undefined {
  known ??= process.platform === 'linux' ? linux() : native();
  return known.length === 0 ? undefined : [...known];
}

/** macOS and Windows keep them behind an API that Node has since 22.15. */
function native(): readonly string[] {
  const get = (tls as { getCACertificates?: (kind: string) => readonly string[] }).getCACertificates;
  return get === undefined ? [] : [...get('system'), ...get('bundled')];
}

function linux(): readonly string[] {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = process.env;
  const bundle = firstReadable(file ? [file] : FILES);
  const single = folders ? folders.split(':').flatMap(certificatesIn) : [];
  return [...(bundle === undefined ? [] : [bundle]), ...single];
}

function firstReadable(files: readonly string[]): string | undefined {
  for (const file of files) {
    try {
      return readFileSync(file, 'latin1');
    } catch {}
  }
  return undefined;
}

function certificatesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => firstReadable([join(folder, name)]) ?? []);
  } catch {
    return [];
  }
}
