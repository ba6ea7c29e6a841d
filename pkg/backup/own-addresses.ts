/** Whose backups are this cluster's, in a folder that clusters share. */
import type { BackupRecord } from './records.ts';

/** The addresses of its members, and those that its records name: etcd of a dual-stack node may talk at the other one. */
export function ownAddresses(
  members: readonly { readonly ip: string }[],
  records: readonly Pick<BackupRecord, 'ip'>[],
): ReadonlySet<string> {
  return new Set([...members, ...records].flatMap(({ ip }) => ip ?? []));
}
