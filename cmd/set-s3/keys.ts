/** Which Secret, and which keys: those that are given, those that are in it, or those that are asked for. */
import type { Configuration } from '../../pkg/backup/configuration.ts';
import { DEFAULT_SECRET, secretKeys } from '../../pkg/backup/secret.ts';
import { UsageError, UserError } from '../../pkg/errors.ts';
import { type Fact, factOf } from '../../pkg/flows/read-facts.ts';
import type { Cluster, KubeObject } from '../../pkg/ports/cluster.ts';
import { checkKeys, type StoreKeys } from '../../pkg/s3/settings.ts';
import { planSecret, type SecretPlan, secretRef } from '../../pkg/settings/secret.ts';
import type { Context } from '../context.ts';
import type { SetS3Args } from '../set-s3.ts';
import { givenKeys, refusePlain } from '../store/keys.ts';
import { askedKeys } from '../store.ts';

export interface Chosen {
  readonly namespace: string;
  readonly name: string;
  /** What the bucket is tried with; undefined where the Secret may not be read. */
  readonly keys: StoreKeys | undefined;
  /** What is written; undefined: the Secret is used as it is. */
  readonly plan: SecretPlan | undefined;
  /** It may not be read: whether it is there, and with which keys, nobody knows. */
  readonly unseen?: boolean;
}

/** The keys that were given, before anything is sent. Throws UsageError for keys as flags, half of them, or keys that cannot be right. */
export async function keysOfPerson(args: SetS3Args, ctx: Context): Promise<StoreKeys | undefined> {
  refusePlain(args);
  const inFiles = args['access-key-file'] !== undefined || args['secret-key-file'] !== undefined;
  if (args.stdin && inFiles) throw new UsageError('--stdin and key files cannot both be given');
  if (args['use-secret'] !== undefined) {
    if (!args.stdin && !inFiles && args.secret === undefined) return undefined;
    throw new UsageError(
      '--use-secret takes the keys that are in that Secret: no others can be given',
      'to write keys into a Secret, name it with --secret',
    );
  }
  const keys = args.stdin ? keysOfText(await ctx.stdin()) : await givenKeys(args, ctx);
  if (keys !== undefined) checkKeys(keys);
  return keys;
}

/** Two lines, or `ACCESS_KEY=…` and `SECRET_KEY=…` as a file of variables has them. */
export function keysOfText(text: string): StoreKeys {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const named = new Map(
    lines.flatMap((line) => {
      const [, name, value = ''] = /^(?:export )?(ACCESS_KEY|SECRET_KEY)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')] as const];
    }),
  );
  const [accessKey, secretKey] =
    named.size === 0 ? lines : [named.get('ACCESS_KEY'), named.get('SECRET_KEY')];
  if (accessKey === undefined || secretKey === undefined || (named.size === 0 && lines.length !== 2))
    throw new UsageError(
      'standard input does not hold two keys',
      'the access key on the first line and the secret key on the second, or ACCESS_KEY=… and SECRET_KEY=…',
    );
  return { accessKey, secretKey, from: 'standard input' };
}

/** Reads the Secret, and chooses. Throws UserError where there are no keys, or where the Secret is not ours to change. */
export async function chooseKeys(
  cluster: Cluster,
  { s3 }: Configuration,
  given: StoreKeys | undefined,
  args: SetS3Args,
  ctx: Context,
): Promise<Chosen> {
  const { namespace } = args;
  const name = args['use-secret'] ?? args.secret ?? s3?.secretRef ?? DEFAULT_SECRET;
  const ref = secretRef(namespace, name);
  const found = await factOf(() => cluster.get(ref, { signal: ctx.signal }));
  if (args['use-secret'] !== undefined)
    return { namespace, name, plan: undefined, keys: keysOfUsed(found, namespace, name, args) };
  const existing = existingOf(found);
  const kept = existing === undefined ? undefined : secretKeys(existing);
  if (given === undefined && kept !== undefined && 'keys' in kept)
    return { namespace, name, plan: undefined, keys: { ...kept.keys, from: `Secret ${namespace}/${name}` } };
  if (given === undefined && 'unreadable' in found && found.unreadable.reason === 'Forbidden')
    throw found.unreadable;
  const keys = given ?? (await askedKeys(ctx));
  checkKeys(keys);
  const unseen = 'unreadable' in found && found.unreadable.reason === 'Forbidden';
  return { namespace, name, keys, unseen, plan: planSecret(ref, existing, keys, args['force-conflicts']) };
}

function existingOf(found: Fact<KubeObject>): KubeObject | undefined {
  return 'value' in found ? found.value : undefined;
}

/** The keys of a Secret that is used as it is; undefined where it may not be read and nobody needs to. */
function keysOfUsed(
  found: Fact<KubeObject>,
  namespace: string,
  name: string,
  args: SetS3Args,
): StoreKeys | undefined {
  if ('unreadable' in found) {
    const { reason, message } = found.unreadable;
    if (reason === 'Forbidden' && args['no-probe']) return undefined;
    if (reason === 'Forbidden')
      throw new UserError(message, {
        hint: '--no-probe sets it without a look at the keys',
        exitCode: found.unreadable.exitCode,
        reason,
        cause: found.unreadable,
      });
    throw new UserError(`there is no Secret ${namespace}/${name}`, {
      hint: 'without --use-secret it is made, from keys that you give',
      exitCode: found.unreadable.exitCode,
      reason: 'NotFound',
    });
  }
  const keys = secretKeys(found.value);
  if ('keys' in keys) return { ...keys.keys, from: `Secret ${namespace}/${name}` };
  throw new UserError(`Secret ${namespace}/${name} lacks ${keys.missing.join(' and ')}`, {
    hint: `with --secret ${name} instead, and the keys given, they are written into it`,
    reason: 'IncompleteSecret',
  });
}
