/** What the checks look at: everything was read before, and what could not be read says why. */
import type { Configuration } from '../backup/configuration.ts';
import type { ClusterNode } from '../backup/nodes.ts';
import type { SecretState } from '../backup/status.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { Kit } from '../restore/kit/kit.ts';
import type { Freshness } from './freshness/freshness.ts';

/** Why nobody knows, and what a person can do about it. */
export interface Unknown {
  readonly unknown: string;
  readonly hint?: string | undefined;
}

/** A fact, or why nobody knows. */
export type Known<T> = { readonly known: T } | Unknown;

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

/** What lies in the bucket, under the backup's folder. */
export interface BucketFacts {
  /** Bucket, folder and store, in words. */
  readonly where: string;
  readonly objects: readonly StoredObject[];
  /** There are more than were read. */
  readonly partial: boolean;
}

/** The store answered, and not with what was asked for. */
export interface BucketRefusal {
  /** S3's own code, or the wire's word. */
  readonly reason: string | undefined;
  readonly message: string;
  readonly hint: string | undefined;
}

/** What a kit says, and which cluster is the one that it should be of. */
export interface KitFacts {
  readonly folder: string;
  readonly kit: Kit;
  /** Its files that are missing or altered, in words. */
  readonly damage: readonly string[];
  /** The connected cluster's; undefined where it could not be read. */
  readonly kubeSystemUid: string | undefined;
}

/** There is no kit, or none that can be read. */
export interface BrokenKit {
  readonly folder: string;
  readonly message: string;
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
  /** Where the Secret was looked for; undefined: where the backup itself looks. */
  readonly secretNamespace?: string | undefined;
  /** Undefined where the configuration names no Secret. */
  readonly secret: Known<SecretState> | undefined;
  readonly access: Known<SecretAccess> | Missing;
  /** Undefined: no group of the cluster serves them. */
  readonly executors: Known<readonly Executor[] | undefined>;
  /** Undefined where it was not asked for, or S3 is not set. */
  readonly bucket: Known<BucketFacts> | { readonly refused: BucketRefusal } | undefined;
  /** Undefined where it was not asked for. */
  readonly kit: Known<KitFacts> | { readonly broken: BrokenKit } | undefined;
}

/** The ClusterRole of the backup's identity is not there. */
export interface Missing {
  readonly missing: string;
}

/** The configuration where it was read. */
export function configurationOf({ configuration }: CheckFacts): Configuration | undefined {
  return 'known' in configuration ? configuration.known : undefined;
}

/** Facts of a cluster of which nothing is known, and why. */
export function unknownFacts(name: string, now: Date, why: string): CheckFacts {
  const unknown = { unknown: why };
  return {
    now,
    name,
    configuration: unknown,
    freshness: undefined,
    maxAgeMs: undefined,
    nodes: unknown,
    secret: unknown,
    access: unknown,
    executors: unknown,
    bucket: unknown,
    kit: unknown,
  };
}
