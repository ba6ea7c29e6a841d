/** A bundle of certificate authorities in PEM. */
import { X509Certificate } from 'node:crypto';
import { EXIT, UserError } from '../errors.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Every certificate of a bundle; what is not one is passed over, as Go does it, but one there must be. Throws UserError. */
export function authoritiesOf(bundle: string): string {
  const good = (bundle.match(BLOCK) ?? []).filter(isCertificate);
  if (good.length > 0) return good.join('\n');
  throw new UserError('the certificate authority holds no certificate that can be read', {
    exitCode: EXIT.usage,
    hint: 'it must be PEM: -----BEGIN CERTIFICATE----- …',
  });
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).serialNumber !== '';
  } catch {
    return false;
  }
}
