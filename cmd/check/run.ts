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
import { printStructured, tableStyle } from '../print.ts';
import { checkCluster } from './cluster.ts';
import { type CheckPlan, checkPlan } from './plan.ts';

export async function runCheck(args: CheckArgs, ctx: Context): Promise<ExitCode> {
  if (args.output !== 'nagios') return checked(args, ctx);
  try {
    return await checked(args, ctx);
  } catch (error) {
    // Nagios reads 2 as critical: what keeps us from looking is 3, and its one line says why.
    if (!(error instanceof UserError) || error instanceof InterruptedError) throw error;
    await ctx.out(renderNagiosTrouble(error.message));
    return EXIT.unreachable;
  }
}

async function checked(args: CheckArgs, ctx: Context): Promise<ExitCode> {
  const plan = checkPlan(args, ctx);
  const report = await checkOne(args, plan, ctx);
  await print([report], args, ctx);
  return args.output === 'nagios' ? nagiosCodeOf([report], args.strict) : exitCodeOf([report], args.strict);
}

async function checkOne(args: CheckArgs, plan: CheckPlan, ctx: Context): Promise<CheckReport> {
  const cluster = await connect(args, ctx);
  try {
    return await checkCluster(cluster, args, plan, ctx);
  } finally {
    cluster.close();
  }
}

async function print(reports: readonly CheckReport[], args: CheckArgs, ctx: Context): Promise<void> {
  const { output } = args;
  const [only] = reports;
  if (output === 'prometheus') return ctx.out(renderPrometheus(reports));
  if (output === 'nagios') return ctx.out(renderNagios(reports, nagiosCodeOf(reports, args.strict)));
  if (only === undefined) return;
  if (output === 'json' || output === 'yaml') return printStructured(only, output, ctx);
  return ctx.out(renderCheck(only, tableStyle(ctx, args)));
}
