/** Facts of a healthy cluster, and of one with something laid over. */
import { type Configuration, readConfiguration } from '../../../pkg/backup/configuration.ts';
import type { CheckFacts } from '../../../pkg/checks/facts.ts';
import { clocksAt, freshnessOf } from '../../../pkg/checks/freshness/freshness.ts';
import type { StoredObject } from '../../../pkg/ports/object-store.ts';
import type { Kit } from '../../../pkg/restore/kit/kit.ts';
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

/** What lies in the bucket after those nights: 24 MiB each. */
export const COPIES: readonly StoredObject[] = readConfiguration(resourceOf(TEN_NIGHTS)).records.map(
  (record) => ({
    key: `cluster-a/${record.fileName}`,
    size: 24 * 2 ** 20,
    lastModified: record.taken,
    etag: undefined,
  }),
);

/** A kit of last week. */
export const KIT: Kit = {
  saved: new Date('2026-11-16T12:00:00Z'),
  savedBy: 'v1.0.0',
  cluster: { server: 'https://acp', context: undefined, kubeSystemUid: 'uid-1', kubernetes: 'v1.31.4' },
  configuration: 'etcd-backup-default',
  schedule: '0 0 * * *',
  localPath: '/cpaas/backup',
  s3: configured().s3,
  members: NODES.map(({ name, ips: [ip = ''] }) => ({
    node: name,
    name,
    ip,
    peerUrl: `https://${ip}:2380`,
    dataDir: '/var/lib/etcd',
    walDir: undefined,
    image: undefined,
    arguments: [],
  })),
  records: [],
};

/** Facts around a configuration, at `now`; `timeZone` is that of `--schedule-timezone`. */
export function factsOf(
  configuration: Configuration = configured(),
  more: Partial<CheckFacts> = {},
  now = NOON,
  timeZone?: string,
): CheckFacts {
  const { schedule } = configuration;
  return {
    now,
    name: 'etcd-backup-default',
    configuration: { known: configuration },
    freshness:
      schedule === undefined || !isSchedule(schedule)
        ? undefined
        : freshnessOf(configuration, schedule, now, clocksAt(now, timeZone), timeZone),
    maxAgeMs: undefined,
    nodes: { known: NODES },
    secret: { known: { state: 'complete' } },
    access: { known: { subject: IDENTITY, hasRules: true, lacks: [], by: 'review' } },
    executors: {
      known: [{ name: 'etcd-backup', resource: 'advancedcronjobs.apps.kruise.io', paused: false }],
    },
    bucket: { known: { where: 'backups at s3', objects: COPIES, partial: false } },
    kit: { known: { folder: './kit', kit: KIT, damage: [], kubeSystemUid: 'uid-1' } },
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
  bucket: { unknown: 'no answer within 20 s' },
  kit: { unknown: 'no answer within 20 s' },
};
