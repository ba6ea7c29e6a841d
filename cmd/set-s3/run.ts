/** `set-s3`: read, choose the keys, try the bucket, show, ask, write two things as one, look at what breaks in the field. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import { configurationRef, SECRET_NAMESPACE } from '../../pkg/backup/resource.ts';
import type { CheckResult } from '../../pkg/checks/report.ts';
import { InterruptedError } from '../../pkg/errors.ts';
import { readBackup } from '../../pkg/flows/read-facts.ts';
import { writeTarget } from '../../pkg/flows/write-target.ts';
import type { ProbeResult } from '../../pkg/output/probe.ts';
import type { Cluster } from '../../pkg/ports/cluster.ts';
import { changesOf } from '../../pkg/settings/change.ts';
import type { Plan } from '../../pkg/settings/plan.ts';
import {
  finishS3,
  type S3Options,
  s3Settings,
  undoS3,
  type WholeTarget,
  wholeTarget,
} from '../../pkg/settings/s3.ts';
import { targetWarnings } from '../../pkg/settings/s3-warnings.ts';
import { forgetSecret } from '../../pkg/settings/secret-to-delete.ts';
import { visible } from '../../pkg/words/visible.ts';
import { ask, resourceChanges, showChanges, tellOdd, tellResult } from '../change/tell.ts';
import { ownLine, viewOf } from '../change/view.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { SetS3Args } from '../set-s3.ts';
import { lookAfter } from './aftermath.ts';
import { type Chosen, chooseKeys, keysOfPerson } from './keys.ts';
import { probeTarget } from './probe.ts';
import { secretChanges, secretFacts, secretLine, secretQuestion } from './secret.ts';
import { areFields, checkFields } from './target.ts';

export async function runSetS3(args: SetS3Args, ctx: Context): Promise<undefined> {
  const given = await keysOfPerson(args, ctx);
  const cluster = await connect(args, ctx);
  try {
    const configuration = await readBackup(cluster, args.name, ctx.signal);
    const typed = wholeTarget(configuration.s3, optionsOf(args));
    checkFields(optionsOf(args), typed);
    const chosen = await chooseKeys(cluster, configuration, given, args, ctx);
    const probed =
      args['no-probe'] || chosen.keys === undefined
        ? undefined
        : await probeTarget(typed, chosen.keys, args, ctx);
    const target = { ...typed, region: typed.region ?? probed?.bucket?.region };
    await setTarget(cluster, { configuration, target, chosen, steps: probed?.steps }, args, ctx);
    return undefined;
  } finally {
    cluster.close();
  }
}

function optionsOf(args: SetS3Args): S3Options {
  const { endpoint, region, bucket, dir } = args;
  return { endpoint, region, bucket, dir, skipTLSVerify: args['skip-tls-verify'] };
}

interface Wanted {
  readonly configuration: Configuration;
  readonly target: WholeTarget;
  readonly chosen: Chosen;
  /** undefined: it was not tried. */
  readonly steps: readonly ProbeResult[] | undefined;
}

async function setTarget(cluster: Cluster, wanted: Wanted, args: SetS3Args, ctx: Context): Promise<void> {
  const { configuration, target, chosen, steps } = wanted;
  const plan = planOf(wanted, args);
  const changes = changesOf(configuration.object, plan.settings);
  for (const warning of plan.warnings) ctx.err(`warning: ${visible(warning)}`);
  await showChanges([resourceChanges(changes, args), secretChanges(chosen)], plan.question, args, ctx);
  await ask(plan.question, args, ctx);
  if (args['dry-run'] !== 'client') {
    const done = await writeTarget(cluster, {
      resource: {
        ref: configurationRef(args.name),
        seen: configuration.object,
        settings: plan.settings,
        dryRun: args['dry-run'] === 'server',
        signal: ctx.signal,
      },
      secret: chosen.plan,
      finish: ownLine([...finishS3(target, chosen.name), ...probeWords(args)], args),
    });
    if (done !== undefined) tellOdd(done, args, ctx);
  }
  const checks = args['dry-run'] === 'none' ? await looked(cluster, args, ctx) : [];
  const secret = secretFacts(chosen);
  const view = {
    ...viewOf(plan, changes, args),
    changed: changes.length > 0 || secret.changedKeys.length > 0,
    secret,
    checks,
    probe: steps === undefined ? null : { from: 'here', steps: steps.map(stepView) },
  };
  await tellResult(view, plan.notes, args, ctx, [secretLine(chosen, args['dry-run'])]);
}

/** By now all is written: whoever interrupts the look is told so. */
async function looked(cluster: Cluster, args: SetS3Args, ctx: Context): Promise<readonly CheckResult[]> {
  try {
    return await lookAfter(cluster, args, ctx);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError('interrupted: all is written, and only the last look was not made');
  }
}

function planOf({ configuration, target, chosen }: Wanted, args: SetS3Args): Plan {
  const settings = s3Settings(target, optionsOf(args), chosen.name);
  const changes = changesOf(configuration.object, settings);
  const { namespace, plan } = chosen;
  return {
    // A Secret that is used again is no longer to be deleted.
    settings: [...settings, forgetSecret()],
    warnings: targetWarnings({ target, namespace, ownAuthority: args['ca-file'] !== undefined }),
    question: secretQuestion(chosen),
    notes: [
      ...((plan?.replaced.length ?? 0) > 0 ? ['the keys that were in the Secret are not kept'] : []),
      `whether the nodes reach the store is only known after a backup: ${ownLine(['trigger', '--wait'], args)}`,
    ],
    undo: undoOf(configuration, undoS3(configuration.s3, changes), args),
  };
}

/** What was set before is put back untried where the trial took flags: those of the new store may not fit the old one. */
function undoOf({ s3 }: Configuration, words: string[] | undefined, args: SetS3Args): string[] | undefined {
  if (s3 !== undefined && !areFields(s3)) return undefined;
  const special = args['no-probe'] || args['ca-file'] !== undefined || args.addressing !== 'auto';
  const untried = special && words?.[0] === 'set-s3' ? ['--no-probe'] : [];
  return words?.concat(untried, namespaceWords(args));
}

function stepView({ step, ms, found, warning }: ProbeResult) {
  return { step, ms, found: found ?? null, warning: warning ?? null };
}

/** What the probe of a command that is run again needs. */
function probeWords(args: SetS3Args): string[] {
  return [
    ...(args['no-probe'] ? ['--no-probe'] : []),
    ...(args['ca-file'] === undefined ? [] : ['--ca-file', args['ca-file']]),
    ...(args.addressing === 'auto' ? [] : ['--addressing', args.addressing]),
    ...namespaceWords(args),
  ];
}

const namespaceWords = ({ namespace }: SetS3Args): string[] =>
  namespace === SECRET_NAMESPACE ? [] : ['-n', namespace];
