/** What the checks look at: everything was read before, and what could not be read says why. */
import type { Configuration } from '../backup/configuration.ts';
import type { ClusterNode } from '../backup/nodes.ts';
import type { SecretState } from '../backup/status.ts';
import type { Freshness } from './freshness/freshness.ts';

/** A fact, or why nobody knows. */
export type Known<T> = { readonly known: T } | { readonly unknown: string };

/** Where the resource is not there at all. */
export interface Absent {
  /** `kind`: the cluster does not serve it; `object`: it has none of this name. */
  readonly absent: 'kind' | 'object';
  /** What the API said, and what there is instead. */
  readonly said: string;
}

/** Whether the identity that runs backups may read the S3 Secret. */
export interface SecretAccess {
  /** Who was asked for: `system:serviceaccount:cpaas-system:etcd-backup`; undefined where nobody is bound. */
  readonly subject: string | undefined;
  /** The ClusterRole has a list of rules to which one can be added. */
  readonly hasRules: boolean;
  /** Verbs on secrets that it lacks; empty: it may. */
  readonly lacks: readonly string[];
  /** How it was found: the API server decided, or the rules were read. */
  readonly by: 'review' | 'rules';
}

/** Who runs backups. */
export interface Executor {
  readonly name: string;
  /** `advancedcronjobs.apps.kruise.io`, as kubectl takes it. */
  readonly resource: string;
  readonly paused: boolean;
}

export interface CheckFacts {
  readonly now: Date;
  readonly name: string;
  readonly configuration: Known<Configuration> | Absent;
  /** Worked out of the configuration; undefined without one, or without a schedule that can be read. */
  readonly freshness: Freshness | undefined;
  /** `--max-age`; undefined: the schedule says how old a backup may be. */
  readonly maxAgeMs: number | undefined;
  readonly nodes: Known<readonly ClusterNode[]>;
  /** Undefined where the configuration names no Secret. */
  readonly secret: Known<SecretState> | undefined;
  readonly access: Known<SecretAccess> | Missing;
  /** Undefined: no group of the cluster serves them. */
  readonly executors: Known<readonly Executor[] | undefined>;
}

/** The ClusterRole of the backup's identity is not there. */
export interface Missing {
  readonly missing: string;
}

/** The configuration where it was read. */
export function configurationOf({ configuration }: CheckFacts): Configuration | undefined {
  return 'known' in configuration ? configuration.known : undefined;
}
