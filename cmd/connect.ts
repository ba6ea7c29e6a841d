/** From flags to a connected cluster; the client is loaded here and nowhere else. */
import type { Cluster } from '../pkg/ports/cluster.ts';
import type { Context } from './context.ts';
import type { ConnectionArgs } from './options/connection.ts';

/** Connects as the flags say. Sends nothing yet. */
export async function connect(_args: ConnectionArgs, _ctx: Context): Promise<Cluster> {
  throw new Error('not landed yet');
}

/** The contexts of the kubeconfig that the flags name. */
export async function contextNames(_args: ConnectionArgs, _ctx: Context): Promise<readonly string[]> {
  throw new Error('not landed yet');
}
