/** While etcd has quorum nothing is restored: the broken member is replaced. */
import { EXIT, UsageError, UserError } from '../../pkg/errors.ts';
import type { ControlPlane } from '../../pkg/flows/read-control-plane.ts';
import type { Member } from '../../pkg/restore/members/member.ts';
import { etcdPodOn } from '../../pkg/restore/members/static-pod.ts';
import { replacePage } from '../../pkg/restore/pages/replace-page.ts';
import { renderText } from '../../pkg/restore/pages/text.ts';
import type { Context } from '../context.ts';
import type { RestoreArgs } from '../restore.ts';
import { columnsOf, wordsOf } from './words.ts';

/** Prints how the broken member is replaced, where it can be told which that is, and throws UserError. */
export async function refuseQuorum(live: ControlPlane, args: RestoreArgs, ctx: Context): Promise<never> {
  const { terminal } = ctx;
  const broken = brokenMember(live, args['node-only']);
  const asked = args['node-only'];
  if (asked !== undefined && broken === undefined)
    throw new UsageError(
      `--node-only ${asked}: there is no such control-plane node`,
      `there is ${live.members.map(({ node }) => node).join(', ')}`,
    );
  if (broken !== undefined && live.members.length > 1 && args.output === 'text')
    await ctx.out(
      renderText(replacePage(broken, live.members, live.notices, await wordsOf(args.lang, ctx)), {
        columns: columnsOf(ctx),
        color: terminal.color,
      }),
    );
  throw new UserError('etcd still has quorum: the API server answers, so a majority of the members works', {
    hint: hintOf(live, broken),
    exitCode: EXIT.failed,
    reason: 'QuorumAlive',
  });
}

function hintOf({ members }: ControlPlane, broken: Member | undefined): string {
  const back = 'to turn the whole cluster back in time on purpose: --even-with-quorum';
  if (members.length === 1) return back;
  return broken === undefined
    ? `a restore is not needed; --node-only NODE prints how the member of NODE is replaced; ${back}`
    : `replace the member of ${broken.node} as printed; ${back}`;
}

/** The one that was asked for, else the only one whose etcd pod is not ready. */
function brokenMember({ members, pods }: ControlPlane, asked: string | undefined): Member | undefined {
  if (asked !== undefined) return members.find(({ node }) => node === asked);
  const broken = members.filter(({ node }) => etcdPodOn(node, pods)?.ready !== true);
  return broken.length === 1 ? broken[0] : undefined;
}
