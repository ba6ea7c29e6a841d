/** A snapshot in S3 that the nodes fetch by a presigned URL. */
import { resolve } from 'node:path';
import { ownAddresses } from '../../pkg/backup/own-addresses.ts';
import { UsageError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { findSnapshot } from '../../pkg/flows/find-snapshot.ts';
import { readBackup } from '../../pkg/flows/read-facts.ts';
import { type PlanSnapshot, UNKNOWN } from '../../pkg/restore/plan/plan.ts';
import { takenOf } from '../../pkg/restore/snapshot/taken.ts';
import { authoritiesOf } from '../../pkg/wire/bundle.ts';
import { parseDuration } from '../../pkg/words/duration.ts';
import { utcTime } from '../../pkg/words/time.ts';
import { visible } from '../../pkg/words/visible.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { RestoreArgs } from '../restore.ts';
import {
  isStoreGiven,
  type OpenedStore,
  openClusterStore,
  openGivenStore,
  openSavedStore,
} from '../store.ts';
import type { KnownCluster } from './members.ts';
import type { ChosenSnapshot, Judge } from './snapshot.ts';

/** `wanted` is `latest`, a file's name or a key; `lifetime` is `--presign`. */
export async function fromBucket(
  wanted: string,
  lifetime: string,
  args: RestoreArgs,
  known: KnownCluster,
  judge: Judge,
  ctx: Context,
): Promise<ChosenSnapshot> {
  const seconds = parseDuration(lifetime);
  const { store, dir } = await opened(args, known, ctx);
  // What is known of one store says nothing of another.
  const saved = isStoreGiven(args) ? undefined : known.s3;
  try {
    const found = await findSnapshot(wanted, {
      store,
      dir,
      // Records of a kit are old: what lies in the bucket now decides.
      records: known.live === undefined ? undefined : known.records,
      ips: ownAddresses(known.members, known.records),
      now: ctx.now(),
      signal: ctx.signal,
      onSkip: (why) => ctx.err(visible(why)),
    });
    const taken = takenOf({ name: found.key, records: known.records, stored: found.lastModified });
    const notices = judge(found.key, { taken });
    const expires = utcTime(new Date(ctx.now().getTime() + seconds * 1000));
    const snapshot: PlanSnapshot = {
      ...UNKNOWN,
      ...taken,
      from: 'bucket',
      name: found.key,
      size: found.size,
      withoutHash: args.force,
    };
    return {
      snapshot,
      notices: [...notices, { is: 'url-expires', at: expires }, { is: 'not-looked' }],
      source: {
        url: await store.presign(found.key, seconds),
        expires,
        skipTlsVerify:
          args['ca-file'] === undefined && (args['skip-tls-verify'] ?? saved?.skipTLSVerify ?? false),
        ca: await authorityOf(args, ctx),
      },
    };
  } finally {
    store.close();
  }
}

/** Its certificates only: a private key in the same file is nothing for the nodes. */
async function authorityOf({ 'ca-file': file }: RestoreArgs, { cwd }: Context): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return `${authoritiesOf(await localFiles.readText(resolve(cwd, file)))}\n`;
}

/** The flags' store, else the kit's, else the cluster's. */
async function opened(args: RestoreArgs, known: KnownCluster, ctx: Context): Promise<OpenedStore> {
  if (isStoreGiven(args)) return openGivenStore(args, ctx);
  if (args.kit !== undefined) {
    if (known.s3 === undefined)
      throw new UsageError('the kit knows no S3 store', 'name it with --endpoint and --bucket');
    return openSavedStore(known.s3, args, ctx);
  }
  if (args.node !== undefined)
    throw new UsageError('--presign needs to know the store', 'name it with --endpoint and --bucket');
  const cluster = await connect(args, ctx);
  try {
    return await openClusterStore(cluster, await readBackup(cluster, args.name, ctx.signal), args, ctx);
  } finally {
    cluster.close();
  }
}
