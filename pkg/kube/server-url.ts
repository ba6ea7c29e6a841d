/** Addresses of API servers, as client-go and people write them. */
import { UsageError } from '../errors.ts';
import { hasReadableUser } from '../wire/proxy-environment.ts';
import { visible } from '../words/visible.ts';

/** A server's address with its path prefix, ending in a slash so that relative paths keep the prefix; `host:port` is http, as with kubectl. */
export function serverUrl(address: string): URL {
  return urlOf(address, 'http');
}

/** The platform's address; without a scheme it is https. */
export function platformUrl(address: string): URL {
  return urlOf(address, 'https');
}

function urlOf(address: string, scheme: 'http' | 'https'): URL {
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(address);
  const text = schemed ? address : `${scheme}://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '' || !hasReadableUser(url)) {
    throw new UsageError(
      `"${visible(withoutPassword(address))}" is not the address of a server`,
      'it looks like https://host:6443',
    );
  }
  // As Go's path.Join: one slash between two segments.
  url.pathname = `${url.pathname}/`.replaceAll(/\/{2,}/g, '/');
  url.search = '';
  url.hash = '';
  return url;
}

/** Whatever stands before the last @, in an address that cannot be read, may be a password. */
function withoutPassword(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1<masked>@');
}
