/** From the resource and its Secret, from flags, or from a target that was saved: an open bucket. S3 is loaded here and nowhere else. */
import type { Configuration, S3Target } from '../pkg/backup/configuration.ts';
import { EXIT, UsageError, UserError } from '../pkg/errors.ts';
import type { Cluster } from '../pkg/ports/cluster.ts';
import type { ObjectStore } from '../pkg/ports/object-store.ts';
import type { Addressing, StoreKeys } from '../pkg/s3/settings.ts';
import type { Context } from './context.ts';
import { givenKeys, type KeyArgs } from './store/keys.ts';

/** The flags of `options/store.ts`, and those of the connection that count here. */
export interface StoreArgs extends KeyArgs {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly bucket?: string | undefined;
  readonly dir?: string | undefined;
  readonly 'skip-tls-verify'?: boolean | undefined;
  readonly 'ca-file'?: string | undefined;
  readonly addressing: string;
  readonly namespace: string;
  readonly 'request-timeout': string;
  readonly verbosity: number;
}

/** A store with the folder of the backups in it. */
export interface OpenedStore {
  readonly store: ObjectStore;
  /** Without slashes at either end; undefined for the bucket's root. */
  readonly dir: string | undefined;
  /** Which store and whose keys, in words. */
  readonly origin: string;
}

/** Whether the flags alone name a store, so that no cluster is needed. */
export function isStoreGiven({ endpoint, bucket }: StoreArgs): boolean {
  return endpoint !== undefined && bucket !== undefined;
}

/** The store that the flags alone name. */
export async function openGivenStore(args: StoreArgs, ctx: Context): Promise<OpenedStore> {
  return openSavedStore(undefined, args, ctx);
}

/** A store that somebody noted without its keys, as a kit does; flags go first. The keys are given, or asked for. */
export async function openSavedStore(
  target: S3Target | undefined,
  args: StoreArgs,
  ctx: Context,
): Promise<OpenedStore> {
  const keys = (await givenKeys(args, ctx)) ?? (await askedKeys(ctx));
  return openTarget(overlaid(target, args), keys, args, ctx);
}

/** The store of the resource; flags go first. Keys that are given count before those of its Secret. */
export async function openClusterStore(
  cluster: Cluster,
  { name, s3 }: Configuration,
  args: StoreArgs,
  ctx: Context,
): Promise<OpenedStore> {
  if (s3 === undefined && !isStoreGiven(args))
    throw new UserError(`${name} has no S3 storage: backups stay on the nodes`, {
      hint: 'set-s3 sets it; or name a store with --endpoint and --bucket',
      reason: 'NoS3',
    });
  const keys = (await givenKeys(args, ctx)) ?? (await keysOf(s3, cluster, args, ctx));
  try {
    return await openTarget(overlaid(s3, args), keys, args, ctx);
  } catch (error) {
    const flagged = args.endpoint !== undefined || args.bucket !== undefined || args.region !== undefined;
    if (!(error instanceof UsageError) || flagged) throw error;
    throw new UsageError(`${error.message} (S3 storage of ${name})`, error.hint);
  }
}

/** The Secret's; where the resource has no S3 storage there is none to look into. */
async function keysOf(
  s3: S3Target | undefined,
  cluster: Cluster,
  args: StoreArgs,
  ctx: Context,
): Promise<StoreKeys> {
  if (s3 === undefined) return askedKeys(ctx);
  const { keysOfSecret } = await import('./store/secret.ts');
  return keysOfSecret(cluster, s3.secretRef, args.namespace, ctx);
}

function overlaid(target: S3Target | undefined, args: StoreArgs): S3Target {
  const skip = args['skip-tls-verify'] ?? target?.skipTLSVerify ?? false;
  return {
    endpoint: args.endpoint ?? target?.endpoint,
    region: args.region ?? target?.region,
    bucket: args.bucket ?? target?.bucket,
    dir: args.dir === undefined ? target?.dir : args.dir.replaceAll(/^\/+|\/+$/g, '') || undefined,
    // Whoever names an authority wants it to be checked.
    skipTLSVerify: args['ca-file'] === undefined && skip,
    secretRef: target?.secretRef,
  };
}

/** Opens `target`; `strictRegion` where it is about to be written: another region is an error then. */
export async function openTarget(
  target: S3Target,
  keys: StoreKeys,
  args: StoreArgs,
  ctx: Context,
  { strictRegion = false }: { readonly strictRegion?: boolean } = {},
): Promise<OpenedStore> {
  const { endpoint, bucket, dir, region, skipTLSVerify } = target;
  if (endpoint === undefined) throw new UsageError('no S3 endpoint is set', 'name it with --endpoint');
  if (bucket === undefined) throw new UsageError('no S3 bucket is set', 'name it with --bucket');
  const { openStore } = await import('../pkg/s3/connect.ts');
  const { timeLimitMs } = await import('../pkg/kube/time-limit.ts');
  const settings = {
    endpoint,
    bucket,
    region,
    strictRegion,
    // yargs has checked the choice.
    addressing: args.addressing as Addressing,
    skipTlsVerify: skipTLSVerify,
    ca: await authorityOf(args, ctx),
    keys,
    timeoutMs: timeLimitMs(args['request-timeout']),
    verbosity: args.verbosity,
  };
  const { env, now, sleep, err } = ctx;
  const store = openStore(settings, { env, now, sleep, say: err });
  const folder = dir === undefined ? '' : `/${dir}`;
  return { store, dir, origin: `${bucket}${folder} at ${store.endpoint}, keys from ${keys.from}` };
}

async function authorityOf(args: StoreArgs, ctx: Context): Promise<string | undefined> {
  const file = args['ca-file'];
  if (file === undefined) return undefined;
  if (args['skip-tls-verify'] === true)
    throw new UsageError('--ca-file and --skip-tls-verify cannot both be given');
  const { resolve } = await import('node:path');
  const { localFiles } = await import('../pkg/files/local.ts');
  const { authoritiesOf } = await import('../pkg/wire/bundle.ts');
  return authoritiesOf(await localFiles.readText(resolve(ctx.cwd, file)));
}

/** Keys by hidden questions; without a terminal, what to do instead. */
export async function askedKeys({ terminal, prompt }: Context): Promise<StoreKeys> {
  if (!terminal.in || !terminal.err)
    throw new UserError('no keys for the S3 store', {
      hint: 'export ACCESS_KEY and SECRET_KEY, or use --access-key-file and --secret-key-file',
      exitCode: EXIT.usage,
      reason: 'NoKeys',
    });
  const accessKey = (await prompt.secret('Access key:')).trim();
  const secretKey = (await prompt.secret('Secret key:')).trim();
  return { accessKey, secretKey, from: 'what was typed' };
}
