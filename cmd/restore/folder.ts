/** The plan's folder: written whole, or the same plan written anew. */
import { resolve } from 'node:path';
import { UsageError, UserError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import { scriptBodies } from '../../pkg/files/script-bodies.ts';
import { type FolderFile, overwriteFiles, writeNewFolder } from '../../pkg/flows/write-folder.ts';
import { KIT_FILE } from '../../pkg/restore/kit/kit.ts';
import { planPage } from '../../pkg/restore/pages/plan-page.ts';
import {
  type EarlierPlan,
  LARGEST_PLAN,
  mustContinue,
  readEarlierPlan,
} from '../../pkg/restore/plan/again.ts';
import { PLAN_FILE } from '../../pkg/restore/plan/file-names.ts';
import { BESIDE, planFolder } from '../../pkg/restore/plan/folder.ts';
import type { RestorePlan } from '../../pkg/restore/plan/plan.ts';
import { curlConfig } from '../../pkg/restore/snapshot/curl-config.ts';
import type { Context } from '../context.ts';
import type { RestoreArgs } from '../restore.ts';
import { runbookText } from './print.ts';
import type { ChosenSnapshot } from './snapshot.ts';
import { wordsOf } from './words.ts';

/** The plan that `--output-dir` already has; undefined for a folder that is new or empty. */
export async function earlierPlan(args: RestoreArgs, ctx: Context): Promise<EarlierPlan | undefined> {
  const given = args['output-dir'];
  if (given === undefined) return undefined;
  const folder = resolve(ctx.cwd, given);
  if (await localFiles.exists(`${folder}/${KIT_FILE}`))
    throw new UsageError(`--output-dir ${given} is a kit: a plan goes into a folder of its own`);
  const path = `${folder}/${PLAN_FILE}`;
  const facts = await localFiles.facts(path);
  if (facts === undefined) return undefined;
  if (facts.size > LARGEST_PLAN) throw new UserError(`${path} is no plan: it has ${facts.size} bytes`);
  return readEarlierPlan(await localFiles.readText(path), path);
}

/** Writes it, and says so. Throws UserError for a folder that has another plan, or something else. */
export async function writePlan(
  plan: RestorePlan,
  chosen: ChosenSnapshot,
  earlier: EarlierPlan | undefined,
  args: RestoreArgs,
  ctx: Context,
): Promise<void> {
  const given = args['output-dir'] ?? '';
  const folder = resolve(ctx.cwd, given);
  if (earlier !== undefined) mustContinue(earlier, plan, given);
  const words = await wordsOf(args.lang, ctx);
  const contents = planFolder({
    plan,
    page: planPage(plan, words),
    bodies: scriptBodies,
    beside: besideOf(plan, chosen),
    more:
      args.runbook === undefined
        ? {}
        : { [`runbook.${args.runbook}`]: runbookText(plan, args.runbook, words) },
  });
  await write(folder, contents, earlier !== undefined, ctx);
  ctx.err(
    `${given}: ${contents.length} files of plan ${plan.id}${earlier === undefined ? '' : ', which goes on'}`,
  );
}

async function write(
  folder: string,
  contents: readonly FolderFile[],
  goesOn: boolean,
  ctx: Context,
): Promise<void> {
  const { signal } = ctx;
  if (goesOn) return overwriteFiles(folder, contents, localFiles, signal);
  const unique = Buffer.from(ctx.random(4)).toString('hex');
  return writeNewFolder(folder, contents, localFiles, { signal, unique });
}

/** What every node finds beside its scripts. */
function besideOf({ folder }: RestorePlan, { source }: ChosenSnapshot): Readonly<Record<string, string>> {
  if (source === undefined) return {};
  const { ca, ...rest } = source;
  const caPath = ca === undefined ? undefined : `${folder}/${BESIDE.authority}`;
  return {
    [BESIDE.curlConfig]: curlConfig({ ...rest, caPath }),
    ...(ca === undefined ? {} : { [BESIDE.authority]: ca }),
  };
}
