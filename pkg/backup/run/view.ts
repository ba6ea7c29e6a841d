/** The view of `trigger`: the stable shape of `-o json`. */
import { utcTime } from '../../words/time.ts';
import type { ExecMeaning } from './answer.ts';
import type { Expected, ExpectedBy } from './expected.ts';
import type { NodeRun } from './outcome.ts';

/** `requested`: asked for, and not waited for. `unknown`: nobody can say whether it was started, or how it went on. */
export type TriggerOutcome = 'requested' | 'succeeded' | 'failed' | 'timeout' | 'interrupted' | 'unknown';

export interface TriggerView {
  readonly kind: 'EtcdBackupTrigger';
  /** The EtcdBackupConfiguration's name. */
  readonly configuration: string;
  /** When the request went out, by this machine's clock: RFC 3339 UTC. */
  readonly requested: string;
  /** `lost`: no clear answer came; `none`: not yet one when the wait was over. */
  readonly answer: 'accepted' | 'lost' | 'none';
  readonly outcome: TriggerOutcome;
  /** null without `--wait`. `nodes` is empty where any will do. */
  readonly expected: {
    readonly by: ExpectedBy;
    readonly count: number;
    readonly nodes: readonly string[];
  } | null;
  readonly nodes: readonly NodeRun[];
  /** What was pointed out on the way. */
  readonly notes: readonly string[];
}

export interface TriggerFacts {
  readonly configuration: string;
  readonly requested: Date;
  readonly answer: ExecMeaning | undefined;
  readonly outcome: TriggerOutcome;
  readonly expected?: Expected;
  readonly nodes?: readonly NodeRun[];
  readonly notes: readonly string[];
}

export function triggerView(facts: TriggerFacts): TriggerView {
  const { configuration, requested, answer, outcome, expected, nodes = [], notes } = facts;
  return {
    kind: 'EtcdBackupTrigger',
    configuration,
    requested: utcTime(requested),
    answer: answer === undefined || answer.kind === 'refused' ? 'none' : answer.kind,
    outcome,
    expected:
      expected === undefined
        ? null
        : { by: expected.by, count: expected.count, nodes: expected.nodes.map((one) => one.node) },
    nodes,
    notes,
  };
}
