/** Where `download` fetches from: a kit's store, the store that flags name, or that of the cluster. */
import { resolve } from 'node:path';
import type { Copies } from '../../pkg/backup/local-copy.ts';
import { ownAddresses } from '../../pkg/backup/own-addresses.ts';
import { readRecord } from '../../pkg/backup/records.ts';
import { NAMESPACE } from '../../pkg/backup/resource.ts';
import { EXIT, UserError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { openKit } from '../../pkg/flows/open-kit.ts';
import { factOf, readBackup, readNodes } from '../../pkg/flows/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import type { ClusterIdentity } from '../../pkg/snapshot/same-cluster.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { DownloadArgs } from '../download.ts';
import { isStoreGiven, openClusterStore, openGivenStore, openSavedStore } from '../store.ts';
import type { BackupSource } from './fetch.ts';

/** A store with what is known of its backups; without one, where the nodes keep theirs. */
export type Origin =
  | { readonly source: BackupSource & { readonly origin: string }; readonly copies: Copies | undefined }
  | { readonly source: undefined; readonly copies: Copies };

export async function openOrigin(args: DownloadArgs, ctx: Context): Promise<Origin> {
  if (args.kit !== undefined) return fromKit(args.kit, args, ctx);
  if (!isStoreGiven(args)) return fromCluster(args, ctx);
  const opened = await openGivenStore(args, ctx);
  return {
    source: { ...opened, records: undefined, ips: undefined, identity: undefined },
    copies: undefined,
  };
}

/** A kit's records are as old as the kit: they name files, and never decide which one is the newest in the bucket. */
async function fromKit(folder: string, args: DownloadArgs, ctx: Context): Promise<Origin> {
  const kit = await openKit(resolve(ctx.cwd, folder), localFiles);
  const copies: Copies = {
    of: `${kit.configuration}, when the kit was saved (${kit.saved.toISOString().slice(0, 10)}),`,
    folder: kit.localPath,
    records: kit.records.map(readRecord),
    now: ctx.now(),
  };
  if (kit.s3 === undefined && !isStoreGiven(args)) return { source: undefined, copies };
  const opened = await openSavedStore(kit.s3, args, ctx);
  const nodes = kit.members.map(({ node, ip }) => ({ name: node, ips: [ip] }));
  const identity = { kubeSystemUid: kit.cluster.kubeSystemUid, nodes };
  const ips = ownAddresses(kit.members, copies.records);
  return { source: { ...opened, records: undefined, ips, identity }, copies };
}

async function fromCluster(args: DownloadArgs, ctx: Context): Promise<Origin> {
  const cluster = await connect(args, ctx).catch((error: unknown) => {
    throw withoutApi(error);
  });
  try {
    const [configuration, nodes, namespace] = await readFacts(cluster, args, ctx);
    const { name, local, records, s3 } = configuration;
    const copies: Copies = { of: name, folder: local.path, records, now: ctx.now() };
    if (s3 === undefined) return { source: undefined, copies };
    const opened = await openClusterStore(cluster, configuration, args, ctx);
    const known = 'value' in nodes ? nodes.value : undefined;
    const identity: ClusterIdentity = {
      kubeSystemUid: 'value' in namespace ? namespace.value.metadata?.uid : undefined,
      nodes: known,
    };
    const ips = known === undefined ? undefined : new Set(known.flatMap((node) => node.ips));
    return { source: { ...opened, records, ips, identity }, copies };
  } finally {
    cluster.close();
  }
}

async function readFacts(cluster: Cluster, args: DownloadArgs, ctx: Context) {
  const { signal } = ctx;
  try {
    return await Promise.all([
      readBackup(cluster, args.name, signal),
      readNodes(cluster, signal),
      factOf(() => cluster.get({ kind: NAMESPACE, name: 'kube-system' }, { signal })),
    ]);
  } catch (error) {
    throw withoutApi(error);
  }
}

/** The API speaks, and says no: another way to it is needed, not a way around it. */
const ANSWERED = new Set(['Forbidden', 'NotFound', 'KindNotFound', 'Unauthorized']);

/** The day this command is needed most is the day the API does not answer. */
function withoutApi(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  if (error.exitCode !== EXIT.unreachable && error.reason !== 'NoKubeconfig') return error;
  if (ANSWERED.has(error.reason ?? '')) return error;
  const instead =
    'without the API: --kit DIR, or --endpoint, --bucket and --dir with keys in ACCESS_KEY and SECRET_KEY';
  return new UserError(error.message, {
    hint: error.hint === undefined ? instead : `${error.hint}; ${instead}`,
    exitCode: error.exitCode,
    reason: error.reason,
    cause: error,
  });
}
