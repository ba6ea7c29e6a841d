/** Which checks run: `--only`, `--skip`, and what must be asked for. */
import { UsageError } from '../errors.ts';
import type { Check, Need } from './check.ts';

export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Throws UsageError for a name that no check has. Lists may be separated by commas, as kubectl's are. */
export function selectChecks(checks: readonly Check[], { only, skip }: Selection): readonly Check[] {
  const wanted = namesIn('--only', only, checks);
  const unwanted = namesIn('--skip', skip, checks);
  const chosen = checks
    .filter(({ name }) => wanted.size === 0 || wanted.has(name))
    .filter(({ name }) => !unwanted.has(name));
  if (chosen.length === 0) throw new UsageError('no check is left to run', 'give fewer names to --skip');
  return chosen;
}

function namesIn(flag: string, given: readonly string[], checks: readonly Check[]): ReadonlySet<string> {
  const names = given.flatMap((text) => text.split(',')).map((name) => name.trim());
  const wrong = names.find((name) => !checks.some((check) => check.name === name));
  if (wrong === undefined) return new Set(names);
  const known = checks.map(({ name }) => name).join(', ');
  throw new UsageError(`${flag}: there is no check "${wrong}"`, `the checks are ${known}`);
}

/** Everything that must be read for these checks. */
export function needsOf(checks: readonly Check[]): ReadonlySet<Need> {
  return new Set(checks.flatMap(({ needs }) => needs));
}
