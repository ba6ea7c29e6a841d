/** The Secret's part of what `set-s3` shows: names of keys, never a value. */
import type { SecretPlan } from '../../pkg/settings/secret.ts';
import { visible } from '../../pkg/words/visible.ts';
import { DRY, type ObjectChanges } from '../change/tell.ts';
import type { DryRun } from '../options/writing.ts';
import type { Chosen } from './keys.ts';

const HIDDEN = '<hidden>';

/** The diff of the Secret. */
export function secretChanges({ namespace, name, plan }: Chosen): ObjectChanges {
  return {
    title: `Secret ${namespace}/${name}`,
    changes: (plan?.changed ?? []).map((key) => ({
      path: ['data', key],
      before: plan?.replaced.includes(key) === true ? HIDDEN : undefined,
      after: HIDDEN,
    })),
  };
}

/** Keys that are replaced are gone: no undo brings them back. */
export function secretQuestion({ namespace, name, plan, unseen }: Chosen): string | undefined {
  if (unseen === true)
    return `Write both keys into Secret ${namespace}/${name}, which may not be read? Keys that are in it are not kept.`;
  if (plan === undefined || plan.replaced.length === 0) return undefined;
  return `Replace ${plan.replaced.join(' and ')} of Secret ${namespace}/${name}? The old value is not kept.`;
}

/** The Secret in `-o json`. */
export interface SecretFacts {
  readonly namespace: string;
  readonly name: string;
  readonly changedKeys: readonly string[];
  readonly takenOverFrom: readonly string[];
}

export function secretFacts({ namespace, name, plan }: Chosen): SecretFacts {
  const changedKeys = plan?.changed ?? [];
  return {
    namespace,
    name,
    changedKeys,
    takenOverFrom: changedKeys.length === 0 ? [] : (plan?.takesOver ?? []),
  };
}

/** `secret/NAME created`, as kubectl has it. */
export function secretLine({ name, plan, unseen }: Chosen, dryRun: DryRun): string {
  return `secret/${visible(name)} ${unseen === true ? 'applied' : resultOf(plan)}${DRY[dryRun]}`;
}

function resultOf(plan: SecretPlan | undefined): string {
  if (plan === undefined || plan.changed.length === 0) return 'unchanged';
  return plan.exists ? 'configured' : 'created';
}
