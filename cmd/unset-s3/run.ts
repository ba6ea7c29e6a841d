/** `unset-s3`: takes the target out of the resource, then deletes the Secret where that was asked for. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import { configurationRef, SECRET_NAMESPACE } from '../../pkg/backup/resource.ts';
import { UserError } from '../../pkg/errors.ts';
import { deleteSecret, refuseUsed, type SeenSecret, seenSecret } from '../../pkg/flows/delete-secret.ts';
import { readBackup } from '../../pkg/flows/read-facts.ts';
import { writeGuarded } from '../../pkg/flows/write-guarded.ts';
import type { Cluster, KubeObject } from '../../pkg/ports/cluster.ts';
import { changesOf } from '../../pkg/settings/change.ts';
import { forgetSecret, type SecretName, secretToDelete } from '../../pkg/settings/secret-to-delete.ts';
import { planUnset } from '../../pkg/settings/unset-s3.ts';
import { visible } from '../../pkg/words/visible.ts';
import { fixLine } from '../again.ts';
import { ask, DRY, resourceChanges, showChanges, tellResult } from '../change/tell.ts';
import { ownLine, viewOf } from '../change/view.ts';
import { writePlan } from '../change/write.ts';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { areFields } from '../set-s3/target.ts';
import type { UnsetS3Args } from '../unset-s3.ts';

export async function runUnsetS3(args: UnsetS3Args, ctx: Context): Promise<undefined> {
  const cluster = await connect(args, ctx);
  try {
    const configuration = await readBackup(cluster, args.name, ctx.signal);
    const secret = args['delete-secret'] ? namedSecret(configuration, args.namespace) : undefined;
    // Looked at first: a name that can be none must not be found out when S3 is unset already.
    const seen = secret && (await seenSecret(cluster, secret, ctx.signal));
    if (secret !== undefined) await refuseUsed(cluster, secret, args.name, ctx.signal);
    else if (args['delete-secret']) tellNone(args, ctx);
    else tellUnfinished(configuration, args, ctx);
    await unset(cluster, configuration, seen, args, ctx);
    return undefined;
  } finally {
    cluster.close();
  }
}

/** The Secret of the target, or the one that a run which did not end left word of. */
function namedSecret({ s3, object }: Configuration, namespace: string): SecretName | undefined {
  if (s3?.secretRef !== undefined) return { namespace, name: s3.secretRef };
  return secretToDelete(object);
}

/** S3 was unset before, and the name went with it: whoever believes the keys are gone must know. */
function tellNone(args: UnsetS3Args, ctx: Context): void {
  const words = ['get', 'secrets', '-n', args.namespace];
  const look = fixLine({ program: 'kubectl', words }, args, ctx.program);
  const how = look === undefined ? '' : `; look with: ${visible(look)}`;
  ctx.err(`warning: no S3 storage is set that names a Secret, so none is deleted${how}`);
}

function tellUnfinished({ object }: Configuration, args: UnsetS3Args, ctx: Context): void {
  const left = secretToDelete(object);
  if (left === undefined) return;
  const again = ownLine(['unset-s3', '--delete-secret'], args);
  ctx.err(
    `warning: an earlier run was to delete Secret ${visible(`${left.namespace}/${left.name}`)} and did not end; finish it with: ${visible(again)}`,
  );
}

async function unset(
  cluster: Cluster,
  configuration: Configuration,
  secret: SeenSecret | undefined,
  args: UnsetS3Args,
  ctx: Context,
): Promise<void> {
  const where = args.namespace === SECRET_NAMESPACE ? [] : ['-n', args.namespace];
  const planned = planUnset(configuration, secret, where);
  const sayable = configuration.s3 === undefined || areFields(configuration.s3);
  const plan = { ...planned, undo: sayable ? planned.undo : undefined };
  const changes = changesOf(configuration.object, plan.settings);
  await showChanges([resourceChanges(changes, args)], plan.question, args, ctx);
  await ask(plan.question, args, ctx);
  const object =
    changes.length === 0 ? configuration.object : await writePlan(cluster, configuration, plan, args, ctx);
  const deleted = secret === undefined ? undefined : await dropSecret(cluster, object, secret, args, ctx);
  const lines = deleted === undefined ? [] : [deleted.line];
  const view = {
    ...viewOf(plan, changes, args),
    changed: changes.length > 0 || deleted?.gone === true,
    secret:
      secret === undefined
        ? null
        : { namespace: secret.namespace, name: secret.name, deleted: deleted?.gone === true },
  };
  await tellResult(view, plan.notes, args, ctx, lines);
}

interface Dropped {
  /** It was there, and went (or would). */
  readonly gone: boolean;
  readonly line: string;
}

/** Deletes the Secret and takes the note away. Throws UserError that says what is left and how to finish. */
async function dropSecret(
  cluster: Cluster,
  object: KubeObject,
  secret: SeenSecret,
  args: UnsetS3Args,
  ctx: Context,
): Promise<Dropped> {
  const dryRun = args['dry-run'];
  try {
    const gone =
      dryRun === 'client' ? secret.there : await deleteSecret(cluster, secret, dryRun === 'server');
    if (dryRun === 'none' && secretToDelete(object) !== undefined)
      await writeGuarded(cluster, {
        ref: configurationRef(args.name),
        seen: object,
        settings: [forgetSecret()],
        dryRun: false,
        // The Secret is gone: its note must go too, whatever the person pressed meanwhile.
        signal: new AbortController().signal,
      });
    return { gone, line: `secret/${visible(secret.name)} ${gone ? 'deleted' : 'not there'}${DRY[dryRun]}` };
  } catch (error) {
    if (!(error instanceof UserError) || dryRun !== 'none') throw error;
    throw unfinished(error, secret, ctx.signal.aborted, ownLine(['unset-s3', '--delete-secret'], args));
  }
}

function unfinished(
  error: UserError,
  { namespace, name }: SecretName,
  aborted: boolean,
  again: string,
): UserError {
  const what = `S3 is unset, and Secret ${namespace}/${name} is not deleted for sure: ${error.message}`;
  return new UserError(aborted ? `interrupted: ${what}` : what, {
    hint: `finish it with: ${again}`,
    exitCode: error.exitCode,
    reason: 'HalfDone',
    cause: error,
  });
}
