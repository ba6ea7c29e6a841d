/** Records of every control-plane node. */
import { NODES } from '../../cluster/seeds.ts';

const HOUR = 3_600_000;

/** `hoursAgo` and at the same time each day before, `days` times; oldest first. */
export function nights(hoursAgo: number, days: number, now = Date.now()): object[] {
  return Array.from({ length: days }, (_, day) => days - 1 - day).flatMap((day) =>
    NODES.filter((node) => node.controlPlane).map(({ ip }) => {
      const taken = new Date(now - (hoursAgo + 24 * day) * HOUR);
      const stamp = taken.toISOString().replace(/\.\d+Z/, 'Z');
      const [date, time] = stamp.replaceAll(/[-:Z]/g, '').split('T');
      return {
        backupTimestamp: stamp,
        fileName: `snapshot-etcd-${date}-${time}-${ip}.tar`,
        result: 'Success',
      };
    }),
  );
}
