/** What speaks against a snapshot, and what a person who insists is told. */
import { EXIT, UserError } from '../../errors.ts';
import { reasonText } from '../../snapshot/cluster-reasons.ts';
import type { Inspection } from '../../snapshot/inspection.ts';
import type { SameCluster } from '../../snapshot/same-cluster.ts';
import { humanSpan } from '../../words/age.ts';
import { printDuration } from '../../words/duration.ts';
import { parseTime } from '../../words/time.ts';
import type { Doubt, Notice } from '../notice.ts';
import type { Taken } from './taken.ts';

export interface Findings {
  readonly taken: Taken;
  readonly now: Date;
  /** `--snapshot-max-age`, seconds. */
  readonly maxAge: number;
  /** undefined where nobody could look into the file. */
  readonly inspection?: Inspection | undefined;
  readonly sameCluster?: SameCluster | undefined;
}

/** Everything that speaks against it, worst first. */
export function doubtsOf({ taken, now, maxAge, inspection, sameCluster }: Findings): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (inspection !== undefined && !inspection.ok)
    doubts.push({ is: 'damaged', why: inspection.damage[0]?.message ?? 'it cannot be read' });
  if (sameCluster?.verdict === 'no') doubts.push({ is: 'other-cluster', reasons: sameCluster.reasons });
  if (inspection?.ok === true && inspection.sha256.state === 'missing') doubts.push({ is: 'no-hash' });
  const then = taken.taken === null ? undefined : parseTime(taken.taken);
  const age = then === undefined ? 0 : now.getTime() - then.getTime();
  if (age > maxAge * 1000) doubts.push({ is: 'too-old', age: humanSpan(age), most: printDuration(maxAge) });
  return doubts;
}

const WORDS: { readonly [K in Doubt['is']]: (doubt: Extract<Doubt, { readonly is: K }>) => string } = {
  damaged: ({ why }) => `it is damaged: ${why}`,
  'other-cluster': ({ reasons }) =>
    `it is of another cluster: ${reasons.map((one) => reasonText(one)).join('; ')}`,
  'too-old': ({ age, most }) => `it is ${age} old, more than --snapshot-max-age ${most}`,
  'no-hash': () => 'it has no SHA-256 behind it, so that nobody can prove that it is whole',
};

/** With `force` the doubts become notices of the plan; without, the first stops it. Throws UserError. */
export function overcome(name: string, doubts: readonly Doubt[], force: boolean): readonly Notice[] {
  const [first] = doubts;
  if (first === undefined || force) return doubts;
  const say = WORDS[first.is] as (doubt: Doubt) => string;
  throw new UserError(`the snapshot ${name} is not used: ${say(first)}`, {
    hint: `choose another (inspect shows what is in one); --force plans with it${doubts.length > 1 ? `, though ${doubts.length - 1} more speaks against it` : ''}`,
    exitCode: EXIT.failed,
    reason: 'DoubtfulSnapshot',
  });
}
