/** Addresses of members: IPs in one form, and the URLs that etcd's peers and clients use. */
import { canonicalIp } from '../../backup/file-name.ts';

/** Why this IP cannot be a member's, in words; undefined for a good one. */
export function ipTrouble(text: string): string | undefined {
  if (text.includes('%')) return 'an address with a zone means another machine on every machine';
  if (text.includes('/')) return 'it is a network, not an address';
  const ip = canonicalIp(text);
  if (ip === undefined) return 'it is no IP address';
  if (/^(127\.|0\.|169\.254\.|22[4-9]\.|23\d\.|24\d\.|25\d\.)/.test(ip) || /^(::1?$|ff|fe[89ab])/.test(ip))
    return 'no other machine reaches a member at a loopback, link-local or multicast address';
  return undefined;
}

/** `10.0.0.1` or `[fd00::1]`: how an IP stands in a URL. */
export function hostOf(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}

/** The URL of etcd on a member. */
export function etcdUrl(ip: string, port: number): string {
  return `https://${hostOf(ip)}:${port}`;
}

/** A URL of etcd as a manifest has it. */
export interface EtcdUrl {
  /** As etcd compares it: scheme, host, port, nothing else. */
  readonly text: string;
  readonly host: string;
  readonly port: number;
}

/** Reads `https://host:port`; undefined for what etcd would not take as a peer's URL, or has a path, user or query. */
export function readEtcdUrl(text: string): EtcdUrl | undefined {
  // The pattern first: what it lets through cannot hide a blank, a quote or a control character.
  if (!/^https?:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/.test(text)) return undefined;
  const url = URL.parse(text);
  const port = Number(/:(\d+)$/.exec(text)?.[1]);
  if (url === null || port === 0) return undefined;
  return { text, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}
