import type { Configuration } from '../backup/configuration.ts';
import { pastRecords } from '../backup/records.ts';
import { commandLine } from '../shell/command-line.ts';
import { humanSpan } from '../words/age.ts';
import { utcTime } from '../words/time.ts';
import { ofConfiguration } from './check.ts';
import type { CheckFacts } from './facts.ts';
import { assumption } from './freshness/assumption.ts';
import { type Freshness, judge } from './freshness/freshness.ts';
import { type Finding, type Fix, failing, ok, own, unknown, warning } from './result.ts';

export const TRIGGER: Fix = {
  command: own('trigger', '--wait'),
  advice: 'it shows whether backups work at all',
};
/** For what failed: `words` choose the records that tell why. */
export function again(...words: readonly string[]): Fix {
  const look = commandLine(['kubectl', 'etcdbackup', 'list', '--failed', ...words, '-o', 'wide']);
  return { ...TRIGGER, advice: `once what went wrong is mended: ${look} shows it` };
}

/** The newest success is no older than the schedule allows, or than `--max-age`. */
export const lastSuccess = ofConfiguration({
  name: 'last-success',
  means: 'the newest successful backup is no older than the schedule allows, or than --max-age',
  needs: [],
  decide(configuration, facts) {
    const newest = newestSuccess(configuration, facts.now);
    if (newest === undefined) return withoutSuccess(configuration, facts);
    const old = `the newest success is ${humanSpan(facts.now.getTime() - newest.getTime())} old`;
    if (facts.maxAgeMs !== undefined) return byAge(old, newest, facts.now, facts.maxAgeMs);
    if (configuration.paused) return warning(`${old}, and no run is due while backups are paused`);
    if (facts.freshness === undefined) return unknown(`${old}, and no schedule says how old it may be`);
    const missed = missedRun(facts.freshness, newest);
    if (missed === undefined)
      return ok(`${old}${excuse(facts.freshness, newest)}${inferred(facts.freshness)}`);
    return failing(
      `${old}: the run of ${utcTime(missed)} brought none (${assumption(facts.freshness)})`,
      TRIGGER,
    );
  },
});

/** Where only a change of the resource keeps it from being late: what is old stays old. */
function excuse(freshness: Freshness, newest: Date): string {
  const { since } = freshness;
  if (since === undefined || judge(freshness, newest.getTime(), -Infinity).state !== 'stale') return '';
  return `, and no run was due since the resource was made or last changed (${utcTime(new Date(since))})`;
}

/** A clock that past runs tell may be that of somebody who triggers every day: whoever knows better sees what was taken. */
function inferred(freshness: Freshness): string {
  return freshness.assumed.by === 'records' ? ` (${assumption(freshness)})` : '';
}

/** When the run was due, on the clock that asks for least, that brought no success as `newest` shows. */
function missedRun(freshness: Freshness, newest: Date): Date | undefined {
  const verdict = judge(freshness, newest.getTime());
  return verdict.state === 'stale' ? new Date(verdict.due) : undefined;
}

/** Of those that do not lie in the future. */
function newestSuccess(configuration: Configuration, now: Date): Date | undefined {
  return pastRecords(configuration.records, now).find(
    ({ outcome, taken }) => outcome === 'succeeded' && taken !== undefined,
  )?.taken;
}

function byAge(old: string, newest: Date, now: Date, maxAgeMs: number): Finding {
  const limit = humanSpan(maxAgeMs);
  if (now.getTime() - newest.getTime() <= maxAgeMs) return ok(`${old}, --max-age is ${limit}`);
  return failing(`${old}, more than --max-age ${limit}`, TRIGGER);
}

function withoutSuccess(configuration: Configuration, { freshness, maxAgeMs, now }: CheckFacts): Finding {
  const due =
    maxAgeMs !== undefined || freshness === undefined || judge(freshness, undefined).state === 'stale';
  const past = pastRecords(configuration.records, now);
  if (!due && past.length > 0 && past.every(({ outcome }) => outcome === 'unfinished'))
    return warning('the first backup has not ended yet');
  if (configuration.records.length > 0) return failing('no backup in the records succeeded', again());
  return due
    ? failing('no backup has ever been recorded', TRIGGER)
    : warning('no backup has been recorded yet, and none was due so far', TRIGGER);
}
