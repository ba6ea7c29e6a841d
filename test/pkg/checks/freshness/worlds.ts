/** Clusters as fast-check makes them up: a schedule, a clock that nobody knows, and the records that come of both. */
import fc from 'fast-check';
import { type Configuration, readConfiguration } from '../../../../pkg/backup/configuration.ts';
import { clocksAt, type Freshness, freshnessOf } from '../../../../pkg/checks/freshness/freshness.ts';
import { resourceOf } from '../../backup/examples.ts';
import { matches } from './slow-model.ts';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const schedules: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('0', '30', '5,35', '59'),
    fc.constantFrom('*', '*/6', '0', '2', '23', '1,13', '8-18'),
    fc.constantFrom('*', '*', '*', '1', '15', '1,16'),
    fc.constantFrom('*', '*', '*', '1-5', '0', '3,6'),
  )
  .map(([minute, hour, day, weekday]) => `${minute} ${hour} ${day} * ${weekday}`);

/** Hours ahead of UTC that clocks have somewhere. */
export const offsets: fc.Arbitrary<number> = fc.constantFrom(
  -12,
  -9.5,
  -8,
  -3.5,
  0,
  1,
  5.5,
  5.75,
  8,
  12.75,
  14,
);

/** A moment in 2026. */
export const moments: fc.Arbitrary<number> = fc
  .integer({
    min: Date.UTC(2026, 1, 15) / 1000,
    max: Date.UTC(2026, 11, 1) / 1000,
  })
  .map((seconds) => seconds * 1000);

/** Times at which a clock `ahead` hours ahead of UTC starts runs, from `from` to `until`. */
export function runsBetween(cron: string, ahead: number, from: number, until: number): number[] {
  const found: number[] = [];
  for (let time = Math.ceil(from / MINUTE) * MINUTE; time <= until; time += MINUTE)
    if (matches(cron, new Date(time + ahead * HOUR))) found.push(time);
  return found;
}

/** Records of all three nodes for each run: 3 s after its start, and `spreadMs` later for the last one. */
export function recordsOf(starts: readonly number[], spreadMs: number, result = 'Success'): object[] {
  return starts.flatMap((start) =>
    ['1', '2', '3'].map((n) => {
      const time = new Date(start + 3000 + ((Number(n) - 1) * spreadMs) / 2);
      return {
        backupTimestamp: time.toISOString(),
        fileName: `snapshot-etcd-20261122-000003-10.0.0.${n}.tar`,
        result,
      };
    }),
  );
}

/** A resource made long ago, with `metadata` laid over. */
export function configurationOf(
  cron: string,
  records: readonly object[],
  metadata: object = {},
): Configuration {
  const resource = resourceOf(records, { schedule: cron });
  const old = { ...resource.metadata, creationTimestamp: '2024-01-01T00:00:00Z' };
  return readConfiguration({ ...resource, metadata: { ...old, ...metadata } });
}

/** What the plugin makes of it; `zone` is what --schedule-timezone says. */
export function freshness(configuration: Configuration, now: number, zone?: string): Freshness {
  const at = new Date(now);
  return freshnessOf(configuration, configuration.schedule ?? '', at, clocksAt(at, zone), zone);
}
