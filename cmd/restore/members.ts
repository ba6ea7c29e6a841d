/** Where the members come from: the command line, a kit, or the API. */
import { resolve } from 'node:path';
import type { S3Target } from '../../pkg/backup/configuration.ts';
import { type BackupRecord, readRecord } from '../../pkg/backup/records.ts';
import { EXIT, UserError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { kitDamage } from '../../pkg/flows/check/kit-damage.ts';
import { openKit } from '../../pkg/flows/open-kit.ts';
import { type ControlPlane, readControlPlane } from '../../pkg/flows/read-control-plane.ts';
import { factOf, readBackup } from '../../pkg/flows/read-facts.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { KIT_FILE, plainMember } from '../../pkg/restore/kit/kit.ts';
import { membersFromFlags } from '../../pkg/restore/members/from-flags.ts';
import type { Member } from '../../pkg/restore/members/member.ts';
import type { Notice } from '../../pkg/restore/notice.ts';
import type { ClusterIdentity } from '../../pkg/snapshot/same-cluster.ts';
import { age } from '../../pkg/words/age.ts';
import { utcTime } from '../../pkg/words/time.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { RestoreArgs } from '../restore.ts';

/** What is known of the cluster, from wherever. */
export interface KnownCluster {
  readonly members: readonly Member[];
  readonly notices: readonly Notice[];
  readonly identity: ClusterIdentity;
  readonly records: readonly BackupRecord[];
  /** Where the nodes keep their copies; undefined where nobody says. */
  readonly localPath: string | undefined;
  /** The bucket, as the resource or the kit has it. */
  readonly s3: S3Target | undefined;
  /** The API's answer; undefined when it was not asked. */
  readonly live: ControlPlane | undefined;
}

/** A kit that is older says so louder. */
const STALE_DAYS = 30;

/** `--node`, else `--kit`, else the API. Throws UserError; where the API does not answer, with what to do then. */
export async function knownCluster(args: RestoreArgs, ctx: Context): Promise<KnownCluster> {
  if (args.node !== undefined) return fromFlags(args.node);
  if (args.kit !== undefined) return fromKit(resolve(ctx.cwd, args.kit), ctx);
  const cluster = await connect(args, ctx).catch((error: unknown) => {
    throw gone(error);
  });
  try {
    return await fromApi(cluster, args, ctx);
  } catch (error) {
    throw gone(error);
  } finally {
    cluster.close();
  }
}

function fromFlags(nodes: readonly string[]): KnownCluster {
  const members = membersFromFlags({ nodes });
  return {
    members,
    notices: [],
    identity: identityOf(members, undefined),
    records: [],
    localPath: undefined,
    s3: undefined,
    live: undefined,
  };
}

async function fromKit(folder: string, ctx: Context): Promise<KnownCluster> {
  const kit = await openKit(folder, localFiles);
  const damage = await kitDamage(folder, localFiles);
  // A kit.json that came alone proves nothing; a list of sums that is not one hides what was altered.
  const altered = damage.some(({ file, what }) => file === KIT_FILE || what === 'unwritten');
  const now = ctx.now();
  const stale = now.getTime() - kit.saved.getTime() > STALE_DAYS * 86_400_000;
  const members = kit.members.map(plainMember);
  return {
    members,
    notices: [
      { is: 'kit-age', saved: utcTime(kit.saved), age: kit.saved > now ? null : age(kit.saved, now), stale },
      ...(altered ? [{ is: 'kit-altered' } as const] : []),
    ],
    identity: identityOf(members, kit.cluster.kubeSystemUid),
    records: kit.records.map(readRecord),
    localPath: kit.localPath,
    s3: kit.s3,
    live: undefined,
  };
}

async function fromApi(cluster: Cluster, args: RestoreArgs, ctx: Context): Promise<KnownCluster> {
  const [live, backup] = await Promise.all([
    readControlPlane(cluster, ctx.signal),
    factOf(() => readBackup(cluster, args.name, ctx.signal)),
  ]);
  const configuration = 'value' in backup ? backup.value : undefined;
  return {
    members: live.members,
    notices: live.notices,
    identity: { kubeSystemUid: live.kubeSystemUid, nodes: live.nodes },
    records: configuration?.records ?? [],
    localPath: configuration?.local.path,
    s3: configuration?.s3,
    live,
  };
}

function identityOf(members: readonly Member[], kubeSystemUid: string | undefined): ClusterIdentity {
  return { kubeSystemUid, nodes: members.map(({ node, ip }) => ({ name: node, ips: [ip] })) };
}

const INSTEAD = 'give --kit DIR, or every control-plane node as --node NAME=IP';

/** A dead API is why people are here, and its kubeconfig may have gone with it: say how to go on without. */
function gone(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  if (error.exitCode !== EXIT.unreachable && error.reason !== 'NoKubeconfig') return error;
  return new UserError(error.message, {
    hint: hintWithout(error),
    exitCode: error.exitCode,
    cause: error,
    ...(error.reason === undefined ? {} : { reason: error.reason }),
  });
}

/** An API that refuses is not gone, and etcd may be well; yet one without its etcd can check nobody's token. */
function hintWithout({ hint, reason }: UserError): string {
  if (reason === 'Forbidden') return `${hint}; or ${INSTEAD}`;
  if (reason === 'Unauthorized')
    return `${hint}; an API without its etcd may refuse everybody: then ${INSTEAD}`;
  return `is the API gone? Then ${INSTEAD}`;
}
