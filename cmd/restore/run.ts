/** `restore`: facts, a plan, and one of its views. */
import { EXIT, type ExitCode, UsageError } from '../../pkg/errors.ts';
import { makePlan, newStamp, type PlanStamp, stampOf } from '../../pkg/restore/plan/make.ts';
import { presentMembers, type RestorePlan } from '../../pkg/restore/plan/plan.ts';
import { raiseOf } from '../../pkg/restore/revision.ts';
import { topologyOf } from '../../pkg/restore/topology.ts';
import type { Context } from '../context.ts';
import type { RestoreArgs } from '../restore.ts';
import { earlierPlan, writePlan } from './folder.ts';
import { type KnownCluster, knownCluster } from './members.ts';
import { printPlan } from './print.ts';
import { refuseQuorum } from './quorum.ts';
import { planSettings, settingNotices } from './settings.ts';
import { type ChosenSnapshot, chosenSnapshot } from './snapshot.ts';

export async function runRestore(args: RestoreArgs, ctx: Context): Promise<ExitCode> {
  const known = await knownCluster(args, ctx);
  if (known.live !== undefined && !args['even-with-quorum']) await refuseQuorum(known.live, args, ctx);
  const earlier = await earlierPlan(args, ctx);
  const stamp = stampFor(args['plan-id'] ?? earlier?.stamp.id, ctx);
  const { plan, chosen } = await decide(stamp, args, known, ctx);
  if (args['output-dir'] !== undefined) await writePlan(plan, chosen, earlier, args, ctx);
  await printPlan(plan, args, ctx);
  return EXIT.ok;
}

function stampFor(asked: string | undefined, ctx: Context): PlanStamp {
  if (asked === undefined) return newStamp(ctx.now(), ctx.random(3));
  const stamp = stampOf(asked);
  if (stamp === undefined)
    throw new UsageError(`--plan-id ${asked} is no id of a plan`, 'it stands in plan.json and on every page');
  return stamp;
}

/** The plan, with what it says about the snapshot. Throws UserError for whatever no plan can be made of. */
async function decide(
  stamp: PlanStamp,
  args: RestoreArgs,
  known: KnownCluster,
  ctx: Context,
): Promise<{ plan: RestorePlan; chosen: ChosenSnapshot }> {
  const topology = topologyOf(known.members, {
    without: args.without ?? [],
    allowUnsupported: args['allow-unsupported-topology'],
  });
  const { by, notices } = raiseOf(topology.present, args['bump-revision'], {
    ofThen: known.live === undefined,
  });
  const settings = planSettings(args, known.localPath);
  const chosen = await chosenSnapshot(args, known, topology.present, ctx);
  const plan = makePlan(stamp, {
    topology,
    snapshot: chosen.snapshot,
    bumpRevision: by,
    notices: [...settingNotices(settings), ...known.notices, ...notices, ...chosen.notices],
    settings,
  });
  mustTakePart(args['node-only'], plan);
  return { plan, chosen };
}

function mustTakePart(node: string | undefined, plan: RestorePlan): void {
  const nodes = presentMembers(plan).map((member) => member.node);
  if (node === undefined || nodes.includes(node)) return;
  throw new UsageError(
    `--node-only ${node}: no such control-plane node takes part`,
    `there is ${nodes.join(', ')}`,
  );
}
