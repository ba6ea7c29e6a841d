/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY by Go's rules (golang.org/x/net/http/httpproxy), which kubectl follows. */
import { BlockList, isIP } from 'node:net';
import { UsageError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that the environment names for this address; undefined for a direct way. Throws UsageError. */
export function environmentProxy(url: URL, env: Environment): URL | undefined {
  const secure = url.protocol === 'https:';
  const text = first(env, secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (text === undefined) return undefined;
  const proxy = parseProxy(text, secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const port = url.port === '' ? (secure ? '443' : '80') : url.port;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return passesBy(host, port, first(env, 'NO_PROXY') ?? '') ? undefined : proxy;
}

/** A proxy's address from the environment: `host:port` means http. */
function parseProxy(text: string, what: string): URL {
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  return proxyUrl(schemed, what);
}

/** A proxy's address, whose scheme must be told. `what` names the setting: the text itself may hold a password. Throws UsageError. */
export function proxyUrl(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const known = url !== undefined && url.hostname !== '' && /^(https?|socks5h?):$/.test(url.protocol);
  if (!known || !hasReadableUser(url)) {
    throw new UsageError(
      `${what} is not the address of a proxy`,
      'it looks like http://host:3128, https://host:3128 or socks5://host:1080; % in a password is written %25',
    );
  }
  return url;
}

/** Whether user and password of an address can be read: a `%` that begins no escape is refused, as Go refuses it. */
export function hasReadableUser({ username, password }: URL): boolean {
  try {
    return decodeURIComponent(`${username}:${password}`) !== '';
  } catch {
    return false;
  }
}

/** Upper case first, as Go reads them. */
function first(env: Environment, name: string): string | undefined {
  return [env[name], env[name.toLowerCase()]].find((value) => value !== undefined && value !== '');
}

/** Whether NO_PROXY, or being on this machine, lets the request go directly. */
export function passesBy(host: string, port: string, noProxy: string): boolean {
  if (host === 'localhost' || isLoopback(host)) return true;
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host, port));
}

function isLoopback(host: string): boolean {
  return (isIP(host) === 4 && host.startsWith('127.')) || host === '::1';
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(entry, host);
  const [name, wantedPort] = splitPort(entry);
  if (name === '' || (wantedPort !== undefined && wantedPort !== port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && sameAddress(name, host);
  const domain = name.startsWith('*.') ? name.slice(1) : name;
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function splitPort(entry: string): readonly [name: string, port: string | undefined] {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return [bracketed[1] ?? '', bracketed[2]];
  const plain = /^([^:]*):(\d+)$/.exec(entry);
  return plain === null ? [entry, undefined] : [plain[1] ?? '', plain[2]];
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function sameAddress(one: string, other: string): boolean {
  const list = new BlockList();
  list.addAddress(one, family(one));
  return list.check(other, family(other));
}

function inRange(entry: string, host: string): boolean {
  const [address = '', bits = ''] = entry.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  if (isIP(host) === 0 || isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family(address));
  return list.check(host, family(host));
}
