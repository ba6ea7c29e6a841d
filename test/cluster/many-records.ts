import { backupFileName } from './controller.ts';

/** As many records as a test wants: one an hour, the three control-plane nodes in turn. */
export function manyRecords(count: number): object[] {
  return Array.from({ length: count }, (_, index) => {
    const taken = new Date(Date.UTC(2026, 10, 22) - index * 3_600_000).toISOString().replace('.000Z', 'Z');
    const stamp = taken.replaceAll(/[-:Z]/g, '').replace('T', '-');
    return {
      backupTimestamp: taken,
      fileName: `snapshot-etcd-${stamp}-10.0.0.${(index % 3) + 1}.tar`,
      result: 'Success',
    };
  });
}

/** As many runs as a test wants: one an hour, and in each a record of the three control-plane nodes. */
export function manyRuns(count: number): object[] {
  return Array.from({ length: count * 3 }, (_, index) => {
    const run = Math.floor(index / 3);
    const seconds = (index % 3) + 1;
    const taken = new Date(Date.UTC(2026, 10, 22) - run * 3_600_000 + seconds * 1000);
    return {
      backupTimestamp: taken.toISOString().replace('.000Z', 'Z'),
      fileName: backupFileName(taken, `10.0.0.${seconds}`),
      result: 'Success',
    };
  });
}
