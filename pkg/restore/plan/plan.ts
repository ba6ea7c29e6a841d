/** A restore plan as data: the shape of `plan.json` and of `-o json`. No secret is ever in it. */
import type { Member } from '../members/member.ts';
import type { Notice } from '../notice.ts';
import type { ScriptName } from '../scripts.ts';

/** Grows when an older plugin would misread a plan's folder. */
export const PLAN_SCHEMA = 1;

export interface RestorePlan {
  readonly kind: 'EtcdRestorePlan';
  readonly schemaVersion: number;
  /** `20261125t020340z-4f2a`: names folders and logs, and keeps two plans from mixing. */
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly created: string;
  /** `--initial-cluster-token`: fresh, so that a forgotten old member cannot mix in. */
  readonly clusterToken: string;
  /** Added to the revision on every member; 0: not raised. */
  readonly bumpRevision: number;
  readonly members: readonly PlanMember[];
  readonly snapshot: PlanSnapshot;
  /** Where the scripts lie on every node. */
  readonly folder: string;
  readonly notices: readonly Notice[];
  readonly settings: PlanSettings;
  readonly steps: readonly Step[];
}

export interface PlanMember extends Member {
  /** The machine is gone for good: it stays in the member list and must not come back by itself. */
  readonly absent: boolean;
}

/** What the scripts are told beside facts. */
export interface PlanSettings {
  /** A cluster whose members still agree is turned back in time on purpose. */
  readonly evenWithQuorum: boolean;
  /** A snapshot that names none of the members is restored all the same. */
  readonly anyCluster: boolean;
  /** Phase 1 asks for the check code. */
  readonly confirm: boolean;
  /** A path on the nodes; null: out of the etcd image. */
  readonly etcdTool: string | null;
  /** Where find-snapshot looks. */
  readonly searchDirs: readonly string[];
}

export interface PlanSnapshot {
  /**
   * `hand`: whichever file the person finds and puts there; `file`: from the operator's machine; `node`: lies on nodes;
   * `survivor`: the database of a node; `bucket`: fetched by a presigned URL.
   */
  readonly from: 'hand' | 'file' | 'node' | 'survivor' | 'bucket';
  /** Path or key as the person knows it; null for `hand`. */
  readonly name: string | null;
  /** The node that has it; null where none or every node has. */
  readonly holder: string | null;
  /** Bytes. */
  readonly size: number | null;
  /** Of the file as it is, in hexadecimal digits. */
  readonly sha256: string | null;
  /** RFC 3339 UTC. */
  readonly taken: string | null;
  /** Who says when it was taken. */
  readonly takenBy: 'record' | 'object' | 'file-name' | 'file-time' | null;
  /** Of the database, where it has been read. */
  readonly revision: number | null;
  /** A database without a digest at its end may be restored. */
  readonly withoutHash: boolean;
  /** Keys that objects of the snapshot are encrypted with, `aescbc:v1:key1`; null: each node looks for itself. */
  readonly encryptionKeys: readonly string[] | null;
}

/** A snapshot of which nothing is known. */
export const UNKNOWN: Omit<PlanSnapshot, 'from'> = {
  name: null,
  holder: null,
  size: null,
  sha256: null,
  taken: null,
  takenBy: null,
  revision: null,
  withoutHash: false,
  encryptionKeys: null,
};

/** What a step is about; its words are in `words/`. */
export type StepAction =
  | 'fence'
  | 'bring'
  | 'put'
  | 'put-chosen'
  | 'fetch'
  | 'compare'
  | 'wait'
  | 'kubelets'
  | 'backup'
  | ScriptName;

export interface Step {
  readonly number: number;
  /** The phase's number; null before the first and after the last. */
  readonly phase: number | null;
  readonly action: StepAction;
  /** The Kubernetes node where it is done; null: for all, or nowhere. */
  readonly node: string | null;
  /** To type there, quoted for bash. For `bring` and `put`: on the operator's machine, offered and not required. */
  readonly lines: readonly string[];
}

/** The nodes that restore, in order: the first verifies. */
export function presentMembers(plan: Pick<RestorePlan, 'members'>): readonly PlanMember[] {
  return plan.members.filter(({ absent }) => !absent);
}

/** What is done on `only`, and what is done for all; everything where no node is asked for. */
export function stepsOn(only: string | undefined, { steps }: Pick<RestorePlan, 'steps'>): readonly Step[] {
  return steps.filter(({ node }) => only === undefined || node === null || node === only);
}
