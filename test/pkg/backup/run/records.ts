/** Records for tests of runs: one node at one moment. */
import { type BackupRecord, readRecord } from '../../../../pkg/backup/records.ts';

/** `n`: the node's number; `at`: its time on 2026-11-22, or any RFC 3339 time. */
export function record(n: number, at = '00:00:03', result = 'Success', more: object = {}): BackupRecord {
  const time = at.includes('T') ? at : `2026-11-22T${at}Z`;
  const stamp = time.replaceAll(/[-:Z]/g, '').replace('T', '-');
  return readRecord({
    backupTimestamp: time,
    fileName: `snapshot-etcd-${stamp}-10.0.0.${n}.tar`,
    result,
    ...more,
  });
}

/** One run of nodes 1, 2 and 3 that starts at `hour`. */
export function runAt(hour: string, nodes: readonly number[] = [1, 2, 3]): BackupRecord[] {
  return nodes.map((n) => record(n, `${hour}:00:0${n}`));
}
