/** `version`: what the plugin is, what the server is, and which version of the resource it serves. */
import { CONFIGURATION } from '../../pkg/backup/resource.ts';
import { UserError } from '../../pkg/errors.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { visible } from '../../pkg/words/visible.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { printStructured } from '../print.ts';
import { VERSION } from '../release.ts';
import type { VersionArgs } from '../version.ts';

/** The stable shape of `version -o json`. */
interface VersionView {
  readonly client: string;
  /** null with `--client`. */
  readonly server: string | null;
  /** `enhancement.cluster.alauda.io/v1`; null where the server does not serve it. */
  readonly resource: string | null;
}

export async function runVersion(args: VersionArgs, ctx: Context): Promise<undefined> {
  if (args.client) {
    await print({ client: VERSION, server: null, resource: null }, args, ctx);
    return undefined;
  }
  const cluster = await connectOrPrintClient(args, ctx);
  try {
    await print({ client: VERSION, ...(await askServer(cluster, args, ctx)) }, args, ctx);
    return undefined;
  } finally {
    cluster.close();
  }
}

/** The plugin's own version is known whatever happens to the rest: like kubectl, it is printed before the error. */
async function connectOrPrintClient(args: VersionArgs, ctx: Context): Promise<Cluster> {
  return orPrintClient(() => connect(args, ctx), args, ctx);
}

async function askServer(cluster: Cluster, args: VersionArgs, ctx: Context) {
  return orPrintClient(
    async () => {
      const options = { signal: ctx.signal };
      const [server, kinds] = await Promise.all([
        cluster.serverVersion(options),
        cluster.discover(CONFIGURATION.group, options),
      ]);
      const kind = kinds?.find((one) => one.plural === CONFIGURATION.plural);
      return { server, resource: kind === undefined ? null : `${kind.group}/${kind.version}` };
    },
    args,
    ctx,
  );
}

async function orPrintClient<T>(ask: () => Promise<T>, args: VersionArgs, ctx: Context): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UserError) await print({ client: VERSION, server: null, resource: null }, args, ctx);
    throw error;
  }
}

async function print(view: VersionView, args: VersionArgs, ctx: Context): Promise<void> {
  const { output } = args;
  if (output === 'json' || output === 'yaml') return printStructured(view, output, ctx);
  const lines = [`Client Version: ${view.client}`];
  if (view.server !== null) {
    lines.push(`Server Version: ${visible(view.server)}`);
    lines.push(
      `Resource: ${view.resource ?? `not served (${CONFIGURATION.kind} is missing: install Cluster Enhancer)`}`,
    );
  }
  return ctx.out(`${lines.join('\n')}\n`);
}
