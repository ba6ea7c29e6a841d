/** What a check is: a name, what it looks at, and a decision over facts that were read before. */
import type { Configuration } from '../backup/configuration.ts';
import type { CheckFacts, Unknown } from './facts.ts';
import { type Finding, unknown } from './result.ts';

/** What has to be read of the world before a check can decide. */
export type Need = 'configuration' | 'nodes' | 'secret' | 'access' | 'executors' | 'bucket' | 'kit';

export interface Check {
  /** Stable: `--only`, `--skip`, Prometheus labels. */
  readonly name: string;
  /** What is well when it is ok, for the help and the docs. */
  readonly means: string;
  readonly needs: readonly Need[];
  /** The flag without which it is skipped. */
  readonly asked?: 's3' | 'kit';
  decide(facts: CheckFacts): Finding;
}

/** What could not be looked at, with what a person can do about it. */
export function notKnown({ unknown: why, hint }: Unknown): Finding {
  return unknown(why, hint === undefined ? undefined : { advice: hint });
}

/** A check of the resource: unknown where the resource could not be read or is not there. */
export function ofConfiguration(
  check: Omit<Check, 'decide'> & { decide(configuration: Configuration, facts: CheckFacts): Finding },
): Check {
  return {
    ...check,
    needs: ['configuration', ...check.needs],
    decide(facts) {
      const { configuration } = facts;
      if ('known' in configuration) return check.decide(configuration.known, facts);
      return unknown('absent' in configuration ? 'there is no resource to look at' : configuration.unknown);
    },
  };
}
