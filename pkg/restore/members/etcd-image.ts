/** Which etcd an image holds, and what its tools can do. Sources: etcd's changelogs; kubeadm's image tags. */

/** `3.5.15` as numbers. */
export interface EtcdVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The version in the tag: `registry.k8s.io/etcd:3.5.15-0`, `host:5000/etcd:v3.4.13-1.alpha`. undefined without a tag that says one. */
export function imageVersion(image: string): EtcdVersion | undefined {
  const name = image.replace(/@sha256:[0-9a-f]+$/, '');
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return tag === undefined ? undefined : readVersion(tag);
}

/** Reads `3.5.15`, `v3.5.15` or `3.5.15-0`; undefined for anything else. */
export function readVersion(text: string): EtcdVersion | undefined {
  const found = /^v?(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[-.+_][0-9A-Za-z.+_-]*)?$/.exec(text);
  if (found === null) return undefined;
  const [major = 0, minor = 0, patch = 0] = found.slice(1).map(Number);
  return { major, minor, patch };
}

/** `3.5.15`. */
export function versionText({ major, minor, patch }: EtcdVersion): string {
  return `${major}.${minor}.${patch}`;
}

/** Can `snapshot restore` raise the revision (`--bump-revision` with `--mark-compacted`)? 3.4.27, 3.5.10, and all from 3.6. */
export function raisesRevision({ major, minor, patch }: EtcdVersion): boolean {
  if (major !== 3) return major > 3;
  if (minor >= 6) return true;
  return (minor === 5 && patch >= 10) || (minor === 4 && patch >= 27);
}

/** Does the image bring `etcdutl`? 3.4 restores with `etcdctl`; 3.6 has taken restore out of `etcdctl`. */
export function restoresWith({ minor, major }: EtcdVersion): 'etcdctl' | 'etcdutl' {
  return major === 3 && minor < 5 ? 'etcdctl' : 'etcdutl';
}

/** True for the versions that the plan is tried with. */
export function isTried({ major, minor }: EtcdVersion): boolean {
  return major === 3 && minor >= 4 && minor <= 6;
}
