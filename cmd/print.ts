/** From a view to stdout: the one place where formats part. */
import type { TableStyle } from '../pkg/output/columns.ts';
import type { Context } from './context.ts';

/** Prints `view` as JSON or YAML; js-yaml is loaded only for YAML. */
export async function printStructured(view: unknown, format: 'json' | 'yaml', ctx: Context): Promise<void> {
  const { renderJson, renderYaml } = await import('../pkg/output/structured.ts');
  if (format === 'json') return ctx.out(renderJson(view));
  const { dump } = await import('js-yaml');
  return ctx.out(renderYaml(view, dump));
}

/** How tables look on this terminal, or in this pipe. */
export function tableStyle(ctx: Context, args: { readonly 'no-headers'?: boolean | undefined }): TableStyle {
  return {
    header: args['no-headers'] !== true,
    color: ctx.terminal.color,
    columns: ctx.terminal.columns,
  };
}

/** The zone of `--local-time`; undefined for UTC. */
export function zoneOf(
  ctx: Context,
  args: { readonly 'local-time'?: boolean | undefined },
): string | undefined {
  return args['local-time'] === true ? ctx.timeZone() : undefined;
}
