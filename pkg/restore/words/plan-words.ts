/** Every word of a plan in one language. Commands are not among them: they are the same in all. */
import type { PlanMember, PlanSnapshot, StepAction } from '../plan/plan.ts';
import type { NoticeWords } from './notice-words.ts';
import type { ReplaceWords } from './replace-words.ts';

/** A phase: what it is for, and how it differs from the product's document. */
export interface PhaseWords {
  readonly title: string;
  /** Which steps of the document it stands for. */
  readonly stands: string;
  readonly does: string;
  /** One item for each difference, with its reason; each difference is explained in one place only. */
  readonly differs: readonly string[];
}

export interface FactLabels {
  readonly plan: string;
  readonly made: string;
  readonly members: string;
  readonly absent: string;
  readonly snapshot: string;
  readonly taken: string;
  readonly sha256: string;
  readonly revision: string;
  readonly token: string;
  readonly folder: string;
}

export interface PlanWords {
  /** BCP 47. */
  readonly language: string;
  readonly title: (nodes: readonly string[]) => string;
  readonly footer: (id: string, made: string) => string;
  readonly danger: string;
  readonly preview: (id: string) => string;
  readonly labels: FactLabels;
  readonly facts: {
    readonly member: (member: PlanMember) => string;
    readonly snapshot: (snapshot: PlanSnapshot) => string;
    /** `age` is undefined for a snapshot that is newer than the plan, by its witness. */
    readonly taken: (snapshot: PlanSnapshot, age: string | undefined) => string;
    readonly unknownDigest: string;
    readonly raised: (by: number) => string;
    readonly notRaised: string;
  };
  readonly before: { readonly title: string; readonly items: readonly string[] };
  readonly bring: { readonly title: string; readonly items: readonly string[]; readonly go: string };
  readonly snapshot: {
    readonly title: string;
    readonly items: (snapshot: PlanSnapshot) => readonly string[];
  };
  readonly phases: readonly PhaseWords[];
  readonly heading: (phase: PhaseWords) => string;
  /** Stands above a phase's differences. */
  readonly differs: string;
  readonly steps: { readonly [A in StepAction]: (node: string) => string };
  readonly after: { readonly title: string };
  readonly undo: {
    readonly title: string;
    readonly items: readonly string[];
    readonly stop: (node: string) => string;
    readonly undo: (node: string) => string;
    readonly start: (node: string) => string;
  };
  readonly trouble: {
    readonly title: string;
    readonly items: (id: string, folder: string) => readonly string[];
  };
  readonly rejoin: { readonly title: (node: string) => string; readonly text: (node: string) => string };
  readonly scripts: { readonly title: (node: string) => string; readonly text: (node: string) => string };
  readonly notices: NoticeWords;
  readonly replace: ReplaceWords;
}
