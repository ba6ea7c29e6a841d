/** `status`: read everything at once, compute one view, print it. */
import { configurationRef, kubectlName } from '../../pkg/backup/resource.ts';
import { backupStatus } from '../../pkg/backup/status.ts';
import { clocksAt } from '../../pkg/checks/freshness/freshness.ts';
import { renderStatus } from '../../pkg/output/status.ts';
import { timeFormat } from '../../pkg/words/time.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { printStructured, tableStyle, zoneOf } from '../print.ts';
import type { StatusArgs } from '../status.ts';
import { readStatusFacts } from './read.ts';

export async function runStatus(args: StatusArgs, ctx: Context): Promise<undefined> {
  const cluster = await connect(args, ctx);
  try {
    const now = ctx.now();
    const run = { now, clocks: clocksAt(now, undefined), program: ctx.program };
    const view = backupStatus(await readStatusFacts(cluster, args, run, ctx.signal));
    const { output } = args;
    if (output === 'json' || output === 'yaml') await printStructured(view, output, ctx);
    else if (output === 'name') await ctx.out(`${kubectlName(configurationRef(view.configuration))}\n`);
    else
      await ctx.out(renderStatus(view, { ...tableStyle(ctx, {}), now, time: timeFormat(zoneOf(ctx, args)) }));
    return undefined;
  } finally {
    cluster.close();
  }
}
