/** From what `--snapshot` asks for to the snapshot of the plan: looked into where it can be, doubted, forced. */
import { backupFileIp } from '../../pkg/backup/file-name.ts';
import { UsageError } from '../../pkg/errors.ts';
import type { Member } from '../../pkg/restore/members/member.ts';
import type { Notice } from '../../pkg/restore/notice.ts';
import { type PlanSnapshot, UNKNOWN } from '../../pkg/restore/plan/plan.ts';
import { type SnapshotChoice, snapshotChoice } from '../../pkg/restore/snapshot/choice.ts';
import type { CurlSource } from '../../pkg/restore/snapshot/curl-config.ts';
import { doubtsOf, type Findings, overcome } from '../../pkg/restore/snapshot/doubts.ts';
import { type Taken, takenOf } from '../../pkg/restore/snapshot/taken.ts';
import { parseDuration } from '../../pkg/words/duration.ts';
import type { Context } from '../context.ts';
import type { RestoreArgs } from '../restore.ts';
import type { KnownCluster } from './members.ts';

/** The snapshot of a plan. */
export interface ChosenSnapshot {
  readonly snapshot: PlanSnapshot;
  readonly notices: readonly Notice[];
  /** How the nodes fetch it from S3: holds a secret. */
  readonly source?: SnapshotSource;
}

export interface SnapshotSource extends Omit<CurlSource, 'caPath'> {
  /** PEM of the authority that signed the store's certificate. */
  readonly ca: string | undefined;
}

/** Throws UserError for a snapshot that speaks against itself, unless forced. `present` are the members that restore. */
export async function chosenSnapshot(
  args: RestoreArgs,
  known: KnownCluster,
  present: readonly Member[],
  ctx: Context,
): Promise<ChosenSnapshot> {
  const choice = snapshotChoice({
    snapshot: args.snapshot,
    snapshotNode: args['snapshot-node'],
    presign: args.presign !== undefined,
  });
  const judge = judgeOf(args, ctx);
  if (choice.from === 'file') {
    const { fromFile } = await import('./file.ts');
    return fromFile(choice.path, known, judge, ctx);
  }
  if (choice.from === 'node') return fromNode(choice, known, present, judge, args.force);
  if (choice.from === 'survivor') {
    mustBePresent('--snapshot survivor:', choice.node, present);
    const snapshot: PlanSnapshot = { ...UNKNOWN, from: 'survivor', holder: choice.node, withoutHash: true };
    return { snapshot, notices: [{ is: 'not-looked' }] };
  }
  if (args.presign === undefined) return fromHand(args, judge);
  const { fromBucket } = await import('./bucket.ts');
  return fromBucket(choice.wanted, args.presign, args, known, judge, ctx);
}

/** Doubts about a snapshot: thrown, or notices where forced. */
export type Judge = (
  name: string,
  findings: Pick<Findings, 'taken' | 'inspection' | 'sameCluster'>,
) => readonly Notice[];

function judgeOf(args: RestoreArgs, ctx: Context): Judge {
  const maxAge = parseDuration(args['snapshot-max-age']);
  return (name, findings) => overcome(name, doubtsOf({ ...findings, now: ctx.now(), maxAge }), args.force);
}

function fromNode(
  { path, node }: Extract<SnapshotChoice, { from: 'node' }>,
  known: KnownCluster,
  present: readonly Member[],
  judge: Judge,
  force: boolean,
): ChosenSnapshot {
  if (node !== undefined) mustBePresent('--snapshot-node ', node, present);
  const taken: Taken = takenOf({ name: path, records: known.records });
  const ip = backupFileIp(path.slice(path.lastIndexOf('/') + 1));
  const maker = node === undefined ? known.members.find((member) => member.ip === ip)?.node : undefined;
  if (maker !== undefined && !present.some((member) => member.node === maker))
    throw new UsageError(
      `${path} was made on ${maker}, whose machine is gone`,
      'say with --snapshot-node which node has a copy of it',
    );
  const named: Notice[] = maker === undefined ? [] : [{ is: 'holder-by-name', node: maker }];
  return {
    snapshot: {
      ...UNKNOWN,
      ...taken,
      from: 'node',
      name: path,
      holder: node ?? maker ?? null,
      withoutHash: force,
    },
    notices: [...judge(path, { taken }), ...named, { is: 'not-looked' }],
  };
}

/** Whatever the person finds on the nodes: nothing is known of it here. */
function fromHand(args: RestoreArgs, judge: Judge): ChosenSnapshot {
  if (args.endpoint !== undefined || args.bucket !== undefined)
    throw new UsageError(
      'a store is named, but the nodes have no way to it',
      'add --presign 1h, or download the snapshot here and give it with --snapshot FILE',
    );
  const taken: Taken = { taken: null, takenBy: null };
  return {
    // Nobody has looked into it: whether it may lack a digest is the person's word.
    snapshot: { ...UNKNOWN, from: 'hand', withoutHash: args.force },
    notices: [...judge('latest', { taken }), { is: 'not-looked' }],
  };
}

function mustBePresent(flag: string, node: string, present: readonly Member[]): void {
  if (present.some((member) => member.node === node)) return;
  throw new UsageError(
    `${flag}${node}: no such control-plane node takes part`,
    `there is ${present.map((member) => member.node).join(', ')}`,
  );
}
