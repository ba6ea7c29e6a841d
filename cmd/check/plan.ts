/** What the flags ask of every cluster, worked out once. */
import { CHECKS } from '../../pkg/checks/all.ts';
import type { Check, Need } from '../../pkg/checks/check.ts';
import { type Clocks, clocksAt } from '../../pkg/checks/freshness/freshness.ts';
import { needsOf, selectChecks } from '../../pkg/checks/selection.ts';
import { UsageError } from '../../pkg/errors.ts';
import { parseDuration, timerMs } from '../../pkg/words/duration.ts';
import { isTimeZone } from '../../pkg/words/time.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { CheckArgs } from '../check.ts';
import type { Context } from '../context.ts';
import { isFleet } from '../options/fleet.ts';

export interface CheckPlan {
  readonly checks: readonly Check[];
  readonly needs: ReadonlySet<Need>;
  readonly now: Date;
  readonly maxAgeMs: number | undefined;
  readonly timeZone: string | undefined;
  /** Shared, so that clusters with the same schedule have it worked out once. */
  readonly clocks: Clocks;
  readonly limitMs: number;
}

/** Throws UsageError for what the flags cannot mean. */
export function checkPlan(args: CheckArgs, ctx: Context): CheckPlan {
  const now = ctx.now();
  const maxAge = args['max-age'];
  const timeZone = args['schedule-timezone'];
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw new UsageError(`"${visible(timeZone)}" is not a time zone`, 'it looks like Asia/Shanghai or UTC');
  const checks = selectChecks(CHECKS, { only: args.only ?? [], skip: args.skip ?? [] });
  checkAsked(checks, args);
  if (args.kit !== undefined && isFleet(args))
    throw new UsageError(
      '--kit is of one cluster, and many are asked for',
      'leave out --kit, or name one --context',
    );
  if (args['ca-file'] !== undefined && !args.s3)
    throw new UsageError('--ca-file goes with --s3', 'add --s3 to look into the bucket');
  const limitMs = timerMs(parseDuration(args['check-timeout']) * 1000);
  if (limitMs === 0) throw new UsageError('--check-timeout cannot be 0: nothing could be looked at');
  return {
    checks,
    needs: needsOf(checks),
    now,
    maxAgeMs: maxAge === undefined ? undefined : parseDuration(maxAge) * 1000,
    timeZone,
    clocks: clocksAt(now, timeZone),
    limitMs,
  };
}

/** A check that was named alone, and that another flag must ask for, would be skipped without a word. */
function checkAsked(checks: readonly Check[], args: CheckArgs): void {
  if (args.only === undefined) return;
  const missing = checks.find(
    ({ asked }) => (asked === 's3' && !args.s3) || (asked === 'kit' && args.kit === undefined),
  );
  if (missing === undefined) return;
  const flag = missing.asked === 'kit' ? '--kit DIR' : '--s3';
  throw new UsageError(`the check ${missing.name} needs ${flag}`, `give ${flag}, or leave it out of --only`);
}
