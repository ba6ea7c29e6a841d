/** Facts of a healthy cluster, and of one with something laid over. */
import { type Configuration, readConfiguration } from '../../../pkg/backup/configuration.ts';
import type { CheckFacts } from '../../../pkg/checks/facts.ts';
import { clocksAt, freshnessOf } from '../../../pkg/checks/freshness/freshness.ts';
import { isSchedule } from '../../../pkg/words/schedule.ts';
import { NOON } from '../../run.ts';
import { NODES, recordOf, resourceOf, S3_SPEC } from '../backup/examples.ts';

/** Ten nights of all three nodes, by a controller whose clock is in UTC. */
export const TEN_NIGHTS: readonly object[] = Array.from({ length: 10 }, (_, index) =>
  ['1', '2', '3'].map((n) => recordOf(String(14 + index), `10.0.0.${n}`)),
).flat();

export const IDENTITY = 'system:serviceaccount:cpaas-system:etcd-backup';

/** A resource of January; `spec` is laid over a healthy one with S3. */
export function configured(records: unknown = TEN_NIGHTS, spec: object = {}): Configuration {
  const resource = resourceOf(records, { ...S3_SPEC, ...spec });
  const metadata = { ...resource.metadata, creationTimestamp: '2026-01-01T00:00:00Z' };
  return readConfiguration({ ...resource, metadata });
}

/** Facts around a configuration. */
export function factsOf(
  configuration: Configuration = configured(),
  more: Partial<CheckFacts> = {},
): CheckFacts {
  const { schedule } = configuration;
  return {
    now: NOON,
    name: 'etcd-backup-default',
    configuration: { known: configuration },
    freshness:
      schedule === undefined || !isSchedule(schedule)
        ? undefined
        : freshnessOf(configuration, schedule, NOON, clocksAt(NOON, undefined), undefined),
    maxAgeMs: undefined,
    nodes: { known: NODES },
    secret: { known: { state: 'complete' } },
    access: { known: { subject: IDENTITY, hasRules: true, lacks: [], by: 'review' } },
    executors: {
      known: [{ name: 'etcd-backup', resource: 'advancedcronjobs.apps.kruise.io', paused: false }],
    },
    ...more,
  };
}

/** A cluster that does not answer. */
export const SILENT: CheckFacts = {
  ...factsOf(),
  configuration: { unknown: 'no answer within 20 s' },
  freshness: undefined,
  nodes: { unknown: 'no answer within 20 s' },
  secret: undefined,
  access: { unknown: 'no answer within 20 s' },
  executors: { unknown: 'no answer within 20 s' },
};
