/** Answers of many clusters, printed: one row each, or grouped by context. */
import { EXIT, type ExitCode } from '../pkg/errors.ts';
import { type Cell, renderTable } from '../pkg/output/columns.ts';
import type { FleetView, Grouped, RowStyle } from '../pkg/output/fleet/rows.ts';
import { timeFormat } from '../pkg/words/time.ts';
import type { Context } from './context.ts';
import type { FleetAnswer } from './fleet.ts';
import { printStructured, tableStyle, zoneOf } from './print.ts';

/** Views by context; what could not be asked says why. */
export function groupedOf<T>(answers: readonly FleetAnswer<T>[]): Grouped<T>[] {
  return answers.map(({ answer, ...context }) =>
    'value' in answer
      ? { ...context, error: null, view: answer.value }
      : { ...context, error: answer.error.message, view: null },
  );
}

interface Table<T> {
  readonly titles: readonly string[];
  row(one: Grouped<T>, style: RowStyle): Cell[];
}

interface PrintArgs {
  readonly output: string;
  readonly 'no-headers'?: boolean | undefined;
  readonly 'local-time'?: boolean | undefined;
}

/** 3 where one of them could not be asked: the others are printed all the same. */
export async function printFleet<T>(
  contexts: readonly Grouped<T>[],
  { titles, row }: Table<T>,
  args: PrintArgs,
  ctx: Context,
): Promise<ExitCode> {
  const { output } = args;
  const view: FleetView<T> = { kind: 'EtcdBackupFleet', contexts };
  const style = { now: ctx.now(), time: timeFormat(zoneOf(ctx, args)) };
  if (output === 'json' || output === 'yaml') await printStructured(view, output, ctx);
  else
    await ctx.out(
      renderTable(
        titles,
        contexts.map((one) => row(one, style)),
        tableStyle(ctx, args),
      ),
    );
  return contexts.some(({ error }) => error !== null) ? EXIT.unreachable : EXIT.ok;
}
