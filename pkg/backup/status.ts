/** The view of `status`: one page about one resource, with what is wrong first. */
import { utcTime } from '../words/time.ts';
import type { Configuration, S3Target } from './configuration.ts';
import { type FailureView, lastFailure, type NodeStatus, nodeStatuses } from './node-status.ts';
import type { ClusterNode } from './nodes.ts';
import { type BackupRecord, pastRecords } from './records.ts';

/** A check that is not ok, as `check -o json` has it. */
export interface Problem {
  readonly name: string;
  readonly result: 'failing' | 'warning' | 'unknown';
  readonly reason: string;
  /** A command to run as it stands. */
  readonly fix: string | null;
  /** What to do in words, instead of the command or beside it. */
  readonly advice: string | null;
}

/** What is known of the S3 Secret: never its values. */
export type SecretState =
  | { readonly state: 'complete' }
  | { readonly state: 'incomplete'; readonly missingKeys: readonly string[] }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly why: string };

export interface StatusFacts {
  readonly now: Date;
  readonly configuration: Configuration;
  /** undefined where nodes cannot be read. */
  readonly nodes: readonly ClusterNode[] | undefined;
  /** undefined where no Secret is named. */
  readonly secret: SecretState | undefined;
  /** Where it was looked for. */
  readonly secretNamespace: string;
  /** The schedule in words, and its next runs as a clock in UTC sees them; undefined for a schedule that cannot be read. */
  readonly plan: { readonly words: string; readonly nextRuns: readonly Date[] } | undefined;
  /** What the checks find wrong, the worst first. */
  readonly problems: readonly Problem[];
  readonly server: string;
  readonly context: string | undefined;
}

/** The stable shape of `status -o json`. */
export interface BackupStatus {
  readonly kind: 'EtcdBackupStatus';
  readonly configuration: string;
  readonly server: string;
  readonly context: string | null;
  /** The checks that are not ok, as `check -o json` has them; the worst first. */
  readonly problems: readonly Problem[];
  readonly schedule: {
    readonly cron: string | null;
    readonly words: string | null;
    readonly nextRuns: readonly string[];
  };
  readonly paused: boolean;
  readonly local: {
    readonly path: string | null;
    readonly retentionSeconds: number | null;
    readonly ttl: string | null;
  };
  readonly s3: (Omit<S3View, 'secretState'> & { readonly secretState: SecretState | null }) | null;
  readonly records: {
    readonly total: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly unfinished: number;
  };
  readonly nodes: readonly NodeStatus[];
  readonly lastFailure: FailureView | null;
}

interface S3View {
  readonly endpoint: string | null;
  readonly region: string | null;
  readonly bucket: string | null;
  readonly dir: string | null;
  readonly skipTLSVerify: boolean;
  readonly secret: string | null;
  readonly secretNamespace: string;
  readonly secretState: SecretState | null;
}

/** From facts to the page. */
export function backupStatus(facts: StatusFacts): BackupStatus {
  const { configuration, plan } = facts;
  const past = pastRecords(configuration.records, facts.now);
  const count = (outcome: BackupRecord['outcome']): number =>
    configuration.records.filter((one) => one.outcome === outcome).length;
  return {
    kind: 'EtcdBackupStatus',
    configuration: configuration.name,
    server: facts.server,
    context: facts.context ?? null,
    problems: facts.problems,
    schedule: {
      cron: configuration.schedule ?? null,
      words: plan?.words ?? null,
      nextRuns: configuration.paused ? [] : (plan?.nextRuns ?? []).map(utcTime),
    },
    paused: configuration.paused,
    local: {
      path: configuration.local.path ?? null,
      retentionSeconds: configuration.local.retentionSeconds ?? null,
      ttl: configuration.local.ttl ?? null,
    },
    s3: configuration.s3 === undefined ? null : s3View(configuration.s3, facts),
    records: {
      total: configuration.records.length,
      succeeded: count('succeeded'),
      failed: count('failed'),
      unfinished: count('unfinished'),
    },
    nodes: nodeStatuses(past, facts.nodes),
    lastFailure: lastFailure(past, facts.nodes),
  };
}

function s3View(s3: S3Target, { secret, secretNamespace }: StatusFacts): S3View {
  return {
    endpoint: s3.endpoint ?? null,
    region: s3.region ?? null,
    bucket: s3.bucket ?? null,
    dir: s3.dir ?? null,
    skipTLSVerify: s3.skipTLSVerify,
    secret: s3.secretRef ?? null,
    secretNamespace,
    secretState: secret ?? null,
  };
}
