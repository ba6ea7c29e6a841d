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
