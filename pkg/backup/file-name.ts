/** Names of backup files: `snapshot-etcd-<date>-<time>-<ip>.tar`. */

const FORM = /^snapshot-etcd-.+-([^-]+)\.tar(?:\.gz)?$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^(?=.*:)[0-9a-f:]{2,39}$/i;

/** True for the text of an IP address, IPv4 or IPv6 without a zone. */
export function isIp(text: string): boolean {
  if (IPV4.test(text)) return true;
  if (!IPV6.test(text) || text.includes(':::') || (text.match(/::/g) ?? []).length > 1) return false;
  const groups = text.split(':');
  return (
    groups.every((group) => group.length <= 4) &&
    (text.includes('::') ? groups.length <= 8 : groups.length === 8)
  );
}

/** The IP in the one form that URLs have (IPv6 in lower case and shortened); undefined for anything else, zones included. */
export function canonicalIp(text: string): string | undefined {
  if (!isIp(text)) return undefined;
  if (!text.includes(':')) return text.split('.').map(Number).join('.');
  return URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
}

/** The IP of the control-plane node that made this file, in its canonical form; undefined for a name of another form. */
export function backupFileIp(fileName: string): string | undefined {
  const ip = FORM.exec(fileName)?.[1];
  return ip === undefined ? undefined : canonicalIp(ip);
}

/** The last part of a key: the file's name. */
export function baseName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
