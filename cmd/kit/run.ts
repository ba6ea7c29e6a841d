/** `kit`: read everything, plan without a snapshot, put a folder in place. */
import { resolve } from 'node:path';
import { EXIT, type ExitCode, UsageError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { scriptBodies } from '../../pkg/files/script-bodies.ts';
import { readControlPlane } from '../../pkg/flows/read-control-plane.ts';
import { factOf, readBackup } from '../../pkg/flows/read-facts.ts';
import { type FolderFile, replaceFolder, writeNewFolder } from '../../pkg/flows/write-folder.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { KIT_FILE, type Kit, plainMember } from '../../pkg/restore/kit/kit.ts';
import { makeKit } from '../../pkg/restore/kit/make.ts';
import { kitText } from '../../pkg/restore/kit/write.ts';
import type { Notice } from '../../pkg/restore/notice.ts';
import { renderHtml } from '../../pkg/restore/pages/html.ts';
import { planPage } from '../../pkg/restore/pages/plan-page.ts';
import { SUMS_FILE } from '../../pkg/restore/plan/file-names.ts';
import { planFolder } from '../../pkg/restore/plan/folder.ts';
import { makePlan, newStamp } from '../../pkg/restore/plan/make.ts';
import { UNKNOWN } from '../../pkg/restore/plan/plan.ts';
import { raiseOf } from '../../pkg/restore/revision.ts';
import { topologyOf } from '../../pkg/restore/topology.ts';
import { noticeText } from '../../pkg/restore/words/notice-words.ts';
import { visible } from '../../pkg/words/visible.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { KitArgs } from '../kit.ts';
import { VERSION } from '../release.ts';
import { planSettings, settingNotices } from '../restore/settings.ts';
import { wordsOf } from '../restore/words.ts';

export async function runKit(args: KitArgs, ctx: Context): Promise<ExitCode> {
  const [given = ''] = args.positionals;
  // A variable of the shell that is not set must not mean this folder.
  if (given === '') throw new UsageError('DIR is empty');
  const folder = resolve(ctx.cwd, given);
  const cluster = await connect(args, ctx);
  try {
    const { kit, notices } = await readAll(cluster, args, ctx);
    await put(folder, await contentsOf(kit, notices, args, ctx), ctx);
    tell(given, kit, ctx);
    // Whoever reads cron's mail must see that this kit knows less than the last.
    const { notices: words } = await wordsOf('en', ctx);
    for (const notice of notices) ctx.err(visible(noticeText(notice, words)));
  } finally {
    cluster.close();
  }
  return EXIT.ok;
}

async function readAll(
  cluster: Cluster,
  args: KitArgs,
  ctx: Context,
): Promise<{ kit: Kit; notices: readonly Notice[] }> {
  const { signal } = ctx;
  const [live, backup, kubernetes] = await Promise.all([
    readControlPlane(cluster, signal),
    factOf(() => readBackup(cluster, args.name, signal)),
    cluster.serverVersion({ signal }),
  ]);
  if ('unreadable' in backup) ctx.err(`without records and S3 target: ${visible(backup.unreadable.message)}`);
  const kit = makeKit({
    ...live,
    cluster: {
      server: cluster.server,
      context: cluster.context,
      kubeSystemUid: live.kubeSystemUid,
      kubernetes,
    },
    configuration: 'value' in backup ? backup.value : undefined,
    saved: ctx.now(),
    savedBy: VERSION,
  });
  return { kit, notices: live.notices };
}

/** The inventory, a plan for whichever snapshot is found then, its scripts and its runbook. */
async function contentsOf(
  kit: Kit,
  notices: readonly Notice[],
  args: KitArgs,
  ctx: Context,
): Promise<readonly FolderFile[]> {
  const allowUnsupported = args['allow-unsupported-topology'];
  const members = kit.members.map(plainMember);
  const topology = topologyOf(members, { without: [], allowUnsupported });
  const { by, notices: versions } = raiseOf(topology.present, args['bump-revision'], {
    ofThen: true,
  });
  const settings = planSettings(args, kit.localPath);
  const plan = makePlan(newStamp(ctx.now(), ctx.random(3)), {
    topology,
    snapshot: { ...UNKNOWN, from: 'hand' },
    bumpRevision: by,
    notices: [{ is: 'in-kit' }, ...settingNotices(settings), ...notices, ...versions, { is: 'not-looked' }],
    settings,
  });
  const page = planPage(plan, await wordsOf(args.lang, ctx));
  return planFolder({
    plan,
    page,
    bodies: scriptBodies,
    more: { [KIT_FILE]: kitText(kit), 'runbook.html': renderHtml(page) },
  });
}

/** A new folder, or the place of an older kit. */
async function put(folder: string, contents: readonly FolderFile[], ctx: Context): Promise<void> {
  const options = { signal: ctx.signal, unique: Buffer.from(ctx.random(4)).toString('hex') };
  if (!(await localFiles.exists(`${folder}/${KIT_FILE}`)))
    return writeNewFolder(folder, contents, localFiles, options);
  const kept = await replaceFolder(folder, contents, await filesOf(folder), localFiles, options);
  if (kept !== undefined)
    ctx.err(`the older kit had files that are not of a kit: it is kept as ${visible(kept)}`);
}

/** What an older kit says that it wrote: anything else in its folder is the person's. */
async function filesOf(folder: string): Promise<ReadonlySet<string>> {
  const path = `${folder}/${SUMS_FILE}`;
  const text = (await localFiles.exists(path)) ? await localFiles.readText(path) : '';
  return new Set([SUMS_FILE, ...text.split('\n').map((line) => line.slice(66))]);
}

function tell(given: string, { members, s3, records }: Kit, { err }: Context): void {
  const store = s3 === undefined ? 'no S3 target' : `S3 target ${s3.bucket ?? '<none>'} (keys are not saved)`;
  err(
    visible(`${given}: ${members.map(({ node }) => node).join(', ')}; ${records.length} records; ${store}`),
  );
}
