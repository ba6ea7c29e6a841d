/** The view of `check`: every result of one cluster, and what it comes to. */
import { type NodeStatus, nodeStatuses } from '../backup/node-status.ts';
import { pastRecords } from '../backup/records.ts';
import { commandLine } from '../shell/command-line.ts';
import { nextRuns } from '../words/schedule.ts';
import { utcTime } from '../words/time.ts';
import type { Check } from './check.ts';
import { type CheckFacts, configurationOf } from './facts.ts';
import { type Fix, type Result, worst } from './result.ts';

/** How a fix becomes a line for a shell: with the flags that lead to the same cluster; undefined where none does. */
export type FixLine = (command: NonNullable<Fix['command']>) => string | undefined;

/** One check's result: the stable shape of `-o json`. */
export interface CheckResult {
  readonly name: string;
  readonly result: Result;
  readonly reason: string;
  /** A command to run as it stands. */
  readonly fix: string | null;
  /** What to do in words, instead of the command or beside it. */
  readonly advice: string | null;
}

/** The age of a node's last success. */
export interface NodeAge {
  readonly node: string;
  readonly ip: string | null;
  /** RFC 3339 UTC; null: none is recorded. */
  readonly lastSuccess: string | null;
  readonly ageSeconds: number | null;
}

export interface CheckReport {
  readonly kind: 'EtcdBackupCheck';
  readonly context: string | null;
  readonly server: string | null;
  readonly configuration: string;
  /** RFC 3339 UTC: when it was looked. */
  readonly checked: string;
  /** The worst of all. */
  readonly result: Result;
  readonly checks: readonly CheckResult[];
  readonly nodes: readonly NodeAge[];
  /** What the zone of the schedule was taken for, and on what grounds; null where no schedule can be read. */
  readonly scheduleTimeZone: {
    readonly by: 'flag' | 'records' | 'any';
    readonly zone: string | null;
  } | null;
  /** RFC 3339 UTC, on the clock of `scheduleTimeZone`, else on one in UTC; null while paused or without a schedule. */
  readonly nextRun: string | null;
}

export interface ReportOf {
  readonly context: string | undefined;
  readonly server: string | undefined;
  /** Flags that were given: checks that need another one are skipped. */
  readonly asked: ReadonlySet<'s3' | 'kit'>;
  readonly fixLine: FixLine;
}

/** Decides every check over the facts. */
export function reportOf(checks: readonly Check[], facts: CheckFacts, of: ReportOf): CheckReport {
  const results = resultsOf(checks, facts, of);
  const configuration = configurationOf(facts);
  const nodes = 'known' in facts.nodes ? facts.nodes.known : undefined;
  const statuses =
    configuration === undefined ? [] : nodeStatuses(pastRecords(configuration.records, facts.now), nodes);
  return {
    kind: 'EtcdBackupCheck',
    context: of.context ?? null,
    server: of.server ?? null,
    configuration: facts.name,
    checked: utcTime(facts.now),
    result: worst(results.map(({ result }) => result)),
    checks: results,
    nodes: statuses.map((status) => ageOf(status, facts.now)),
    scheduleTimeZone:
      facts.freshness === undefined
        ? null
        : { by: facts.freshness.assumed.by, zone: facts.freshness.assumed.zone ?? null },
    nextRun: nextRunOf(facts),
  };
}

/** Each check's own result. */
export function resultsOf(
  checks: readonly Check[],
  facts: CheckFacts,
  of: Pick<ReportOf, 'asked' | 'fixLine'>,
): CheckResult[] {
  return checks.map((check) => resultOf(check, facts, of));
}

function resultOf(
  check: Check,
  facts: CheckFacts,
  { asked, fixLine }: Pick<ReportOf, 'asked' | 'fixLine'>,
): CheckResult {
  if (check.asked !== undefined && !asked.has(check.asked)) {
    const flag = check.asked === 'kit' ? '--kit DIR' : '--s3';
    return { name: check.name, result: 'skipped', reason: `not asked for: ${flag}`, fix: null, advice: null };
  }
  const { result, reason, fix } = check.decide(facts);
  const { command, advice } = fix ?? {};
  const line = command === undefined ? undefined : fixLine(command);
  const words = command === undefined || line !== undefined ? advice : elsewhere(command, advice);
  return { name: check.name, result, reason, fix: line ?? null, advice: words ?? null };
}

/** A command that cannot go the way of this run, as through --platform-url: it is still told. */
function elsewhere({ program, words }: NonNullable<Fix['command']>, advice: string | undefined): string {
  const line = `with a kubeconfig of this cluster: ${commandLine([program, ...words])}`;
  return advice === undefined ? line : `${line}; ${advice}`;
}

function ageOf({ node, ip, lastSuccess }: NodeStatus, now: Date): NodeAge {
  const taken = lastSuccess?.taken ?? null;
  const age = taken === null ? null : Math.round((now.getTime() - Date.parse(taken)) / 1000);
  return { node, ip, lastSuccess: taken, ageSeconds: age };
}

function nextRunOf(facts: CheckFacts): string | null {
  const configuration = configurationOf(facts);
  if (facts.freshness === undefined || configuration?.schedule === undefined || configuration.paused)
    return null;
  const { by, zone, aheadMs: ahead } = facts.freshness.assumed;
  if (by === 'flag' && zone !== undefined)
    return firstOf(nextRuns(configuration.schedule, facts.now, 1, zone), 0);
  return firstOf(nextRuns(configuration.schedule, new Date(facts.now.getTime() + ahead), 1), ahead);
}

function firstOf([first]: readonly Date[], ahead: number): string | null {
  return first === undefined ? null : utcTime(new Date(first.getTime() - ahead));
}
