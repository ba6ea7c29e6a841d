/** `check`: read what the chosen checks need, decide, print in one of five formats. */
import { exitCodeOf, nagiosCodeOf } from '../../pkg/checks/exit-codes.ts';
import type { CheckReport } from '../../pkg/checks/report.ts';
import { EXIT, type ExitCode, InterruptedError, UserError } from '../../pkg/errors.ts';
import { renderCheck } from '../../pkg/output/check.ts';
import { renderNagios, renderNagiosTrouble } from '../../pkg/output/nagios.ts';
import { renderPrometheus } from '../../pkg/output/prometheus.ts';
import type { CheckArgs } from '../check.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { isFleet } from '../options/fleet.ts';
import { printStructured, tableStyle } from '../print.ts';
import { checkCluster } from './cluster.ts';
import { checkFleet, printCheckFleet } from './fleet.ts';
import { type CheckPlan, checkPlan } from './plan.ts';

const BUG = 'this is a bug in the plugin, please report it';

export async function runCheck(args: CheckArgs, ctx: Context): Promise<ExitCode> {
  if (args.output !== 'nagios') return checked(args, ctx);
  try {
    return await checked(args, ctx);
  } catch (error) {
    // Nagios reads 1 as a warning and 2 as critical: what keeps us from looking is 3, and its one line says why.
    if (error instanceof InterruptedError) throw error;
    if (!(error instanceof UserError)) ctx.err(String(error instanceof Error ? error.stack : error));
    await ctx.out(renderNagiosTrouble(error instanceof UserError ? error.message : BUG));
    return EXIT.unreachable;
  }
}

async function checked(args: CheckArgs, ctx: Context): Promise<ExitCode> {
  const plan = checkPlan(args, ctx);
  const { output, strict } = args;
  const fleet = isFleet(args) ? await checkFleet(args, plan, ctx) : undefined;
  const reports = fleet?.map(({ view }) => view) ?? [await checkOne(args, plan, ctx)];
  if (output === 'prometheus') await ctx.out(renderPrometheus(reports));
  else if (output === 'nagios') await ctx.out(renderNagios(reports, nagiosCodeOf(reports, strict)));
  else if (fleet !== undefined) await printCheckFleet(fleet, args, ctx);
  else for (const report of reports) await print(report, args, ctx);
  return output === 'nagios' ? nagiosCodeOf(reports, strict) : exitCodeOf(reports, strict);
}

async function checkOne(args: CheckArgs, plan: CheckPlan, ctx: Context): Promise<CheckReport> {
  const cluster = await connect(args, ctx);
  try {
    const limit = { ms: plan.limitMs, signal: ctx.signal, after: (ms: number) => AbortSignal.timeout(ms) };
    return await checkCluster(cluster, args, plan, limit, ctx);
  } finally {
    cluster.close();
  }
}

async function print(report: CheckReport, args: CheckArgs, ctx: Context): Promise<void> {
  const { output } = args;
  if (output === 'json' || output === 'yaml') return printStructured(report, output, ctx);
  return ctx.out(renderCheck(report, tableStyle(ctx, args)));
}
