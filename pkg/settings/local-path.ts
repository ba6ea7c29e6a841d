/** Where on a node local copies may lie. */

/** Folders that are the system's with all that is below them: a backup there is lost, fills what must not fill, or breaks the node. */
const SYSTEM = [
  ...['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/libx32', '/proc', '/run', '/sbin'],
  ...['/sys', '/tmp', '/usr', '/var/lock', '/var/run', '/var/tmp'],
  // What the control plane itself lives in.
  ...['/var/lib/containerd', '/var/lib/docker', '/var/lib/etcd', '/var/lib/kubelet'],
];
/** Folders that hold other things too: a folder of its own below them is fine. */
const SHARED = new Set(['/home', '/media', '/mnt', '/opt', '/root', '/srv', '/var', '/var/lib', '/var/log']);

/** Why `path` is no place for backups; undefined where it is one. */
export function localPathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'it does not start with /';
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(path)) return 'it has control characters in it';
  const parts = path.split('/').slice(1);
  if (parts.includes('..') || parts.includes('.')) return 'it has . or .. in it';
  const plain = plainPath(path);
  if (plain === '/') return 'it is the root of the file system';
  const above = SYSTEM.find((folder) => plain === folder || plain.startsWith(`${folder}/`));
  if (above !== undefined) return `${above} is a folder of the system`;
  if (SHARED.has(plain)) return `${plain} holds other things too: choose a folder of its own below it`;
  return undefined;
}

/** One slash between names, none at the end. */
export function plainPath(path: string): string {
  const plain = path.replaceAll(/\/+/g, '/').replace(/\/$/, '');
  return plain === '' ? '/' : plain;
}
