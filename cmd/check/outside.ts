/** What lies outside the cluster: the bucket and the kit's folder. */
import { resolve } from 'node:path';
import type { Configuration } from '../../pkg/backup/configuration.ts';
import { UserError } from '../../pkg/errors.ts';
import type { OpenBucket } from '../../pkg/flows/check/bucket.ts';
import type { KitFolder } from '../../pkg/flows/check/kit.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import type { CheckArgs } from '../check.ts';
import type { Context } from '../context.ts';

/**
 * The bucket with the Secret's keys, as the backup itself uses them: keys of the environment would show that somebody
 * else's work. They count where the Secret may not be read. Without any keys the store is asked all the same: whether it
 * is there and whom it trusts is seen before it looks at keys.
 */
export async function openBucket(
  cluster: Cluster,
  configuration: Configuration,
  args: CheckArgs,
  ctx: Context,
): Promise<OpenBucket> {
  const { openClusterStore, openTarget } = await import('../store.ts');
  const { ACCESS_KEY, SECRET_KEY, ...env } = ctx.env;
  try {
    return opened(await openClusterStore(cluster, configuration, args, { ...ctx, env }));
  } catch (error) {
    if (!(error instanceof UserError) || !KEYLESS.has(error.reason ?? '')) throw error;
    const given = ACCESS_KEY !== undefined && SECRET_KEY !== undefined;
    if (given && error.reason === 'Forbidden')
      return opened(await openClusterStore(cluster, configuration, args, ctx));
    const { s3 } = configuration;
    if (s3 === undefined) throw error;
    const nobody = { accessKey: 'nobody', secretKey: 'nobody', from: 'nobody' };
    return { ...opened(await openTarget(s3, nobody, args, ctx)), withoutKeys: error.message };
  }
}

/** Why there are no keys. */
const KEYLESS = new Set(['NotFound', 'NoSecret', 'IncompleteSecret', 'Forbidden']);

function opened({ store, dir, origin }: { readonly origin: string } & Omit<OpenBucket, 'where'>): OpenBucket {
  return { store, dir, where: origin };
}

/** The kit in `folder`. */
export function kitFolder(folder: string, ctx: Context): KitFolder {
  return {
    folder,
    path: resolve(ctx.cwd, folder),
    files: async () => (await import('../../pkg/files/local.ts')).localFiles,
  };
}
