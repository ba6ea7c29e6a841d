/** From flags to a connected cluster; the client is loaded here and nowhere else. */
import type { Fleet } from '../pkg/kube/fleet.ts';
import type { ConnectionSettings, KubeWorld } from '../pkg/kube/settings.ts';
import type { Cluster } from '../pkg/ports/cluster.ts';
import type { Context } from './context.ts';

/** Connects as the flags say. Sends nothing yet. */
export async function connect(args: ConnectionSettings, ctx: Context): Promise<Cluster> {
  const { connectCluster } = await import('../pkg/kube/connect.ts');
  return connectCluster(args, worldOf(ctx));
}

/** Many contexts of the kubeconfig at once. */
export async function connectMany(args: ConnectionSettings, ctx: Context): Promise<Fleet> {
  const { connectFleet } = await import('../pkg/kube/fleet.ts');
  return connectFleet(args, worldOf(ctx));
}

/** The contexts of the kubeconfig that the flags name. */
export async function contextNames(args: ConnectionSettings, ctx: Context): Promise<readonly string[]> {
  const { kubeContexts } = await import('../pkg/kube/connect.ts');
  return kubeContexts(args, worldOf(ctx));
}

function worldOf(ctx: Context): KubeWorld {
  const { env, cwd, homedir, now, sleep, err, terminal, signal } = ctx;
  return { env, cwd, homedir, now, sleep, say: err, terminal: terminal.in, signal };
}
