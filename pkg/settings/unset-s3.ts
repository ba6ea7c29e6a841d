/** `unset-s3` as a plan. */
import type { Configuration } from '../backup/configuration.ts';
import { changesOf } from './change.ts';
import type { Plan } from './plan.ts';
import { finishS3, isSayable, noS3Settings, wholeTarget } from './s3.ts';
import { noteSecret, type SecretName } from './secret-to-delete.ts';

/** `secret`: the one that is deleted afterwards; `where`: flags that name its namespace. */
export function planUnset(
  configuration: Configuration,
  secret: SecretName | undefined,
  where: readonly string[],
): Plan {
  const settings = noS3Settings(configuration);
  const unsets = changesOf(configuration.object, settings).length > 0;
  const goes = secret === undefined ? undefined : `${secret.namespace}/${secret.name}`;
  return {
    settings: [...settings, ...(secret !== undefined && unsets ? [noteSecret(secret)] : [])],
    warnings: [],
    question: questionOf(unsets, goes),
    notes: [
      ...(unsets ? ['what is in the bucket stays there; no new copies come'] : []),
      ...(goes === undefined ? [] : ['the keys are not kept: set-s3 asks for them']),
    ],
    undo: undoOf(configuration, goes !== undefined, where),
  };
}

function questionOf(unsets: boolean, secret: string | undefined): string | undefined {
  if (unsets && secret !== undefined) return `Stop copying backups to S3, and delete Secret ${secret}?`;
  if (unsets) return 'Stop copying backups to S3?';
  return secret === undefined ? undefined : `Delete Secret ${secret}?`;
}

/** Only where our own flags say all of it; else kubectl's patch does. A Secret that went is made anew, from keys that are asked for. */
function undoOf(
  configuration: Configuration,
  secretGoes: boolean,
  where: readonly string[],
): string[] | undefined {
  const { s3 } = configuration;
  if (s3?.endpoint === undefined || s3.bucket === undefined || s3.secretRef === undefined) return undefined;
  if (!isSayable(configuration)) return undefined;
  const words = finishS3(wholeTarget(s3, AS_IT_IS), s3.secretRef);
  return [...words.map((word) => (secretGoes && word === '--use-secret' ? '--secret' : word)), ...where];
}

const AS_IT_IS = {
  ...{ endpoint: undefined, region: undefined, bucket: undefined, dir: undefined },
  skipTLSVerify: undefined,
};
