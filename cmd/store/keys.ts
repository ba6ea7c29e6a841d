/** Keys from where a person may keep them: files, or the environment as the documentation exports them. */
import { resolve } from 'node:path';
import { EXIT, UsageError, UserError } from '../../pkg/errors.ts';
import { localFiles } from '../../pkg/files/local.ts';
import type { StoreKeys } from '../../pkg/s3/settings.ts';
import type { Context } from '../context.ts';

/** The flags that say where keys are. */
export interface KeyArgs {
  readonly 'access-key-file'?: string | undefined;
  readonly 'secret-key-file'?: string | undefined;
  readonly 'access-key'?: string | undefined;
  readonly 'secret-key'?: string | undefined;
}

/** The keys that the person gives; undefined where none are given. Throws UsageError for half of them, and for keys as plain flags. */
export async function givenKeys(args: KeyArgs, ctx: Context): Promise<StoreKeys | undefined> {
  refusePlain(args);
  const { 'access-key-file': accessFile, 'secret-key-file': secretFile } = args;
  if (accessFile !== undefined || secretFile !== undefined) {
    if (accessFile === undefined || secretFile === undefined)
      throw new UsageError('--access-key-file and --secret-key-file go together');
    const [accessKey, secretKey] = [await keyIn(accessFile, ctx), await keyIn(secretFile, ctx)];
    return { accessKey, secretKey, from: `${accessFile} and ${secretFile}` };
  }
  const { ACCESS_KEY: accessKey = '', SECRET_KEY: secretKey = '' } = ctx.env;
  if (accessKey === '' && secretKey === '') return undefined;
  if (accessKey !== '' && secretKey !== '')
    return { accessKey, secretKey, from: 'the environment (ACCESS_KEY, SECRET_KEY)' };
  const [there, missing] = accessKey === '' ? ['SECRET_KEY', 'ACCESS_KEY'] : ['ACCESS_KEY', 'SECRET_KEY'];
  throw new UsageError(
    `${there} is set in the environment, and ${missing} is not`,
    `export ${missing} too, or unset ${there}`,
  );
}

/** A key on the command line is in the shell's history, and every user of the machine sees it in ps. */
export function refusePlain(args: KeyArgs): void {
  for (const name of ['access-key', 'secret-key'] as const) {
    if (args[name] === undefined) continue;
    throw new UsageError(
      `--${name} is not taken: what stands on a command line stays in the shell's history, and ps shows it to every user`,
      `export ACCESS_KEY and SECRET_KEY, or use --access-key-file and --secret-key-file; the key that was just typed should be replaced`,
    );
  }
}

/** Editors end a file with a line break: it is not of the key. */
async function keyIn(file: string, ctx: Context): Promise<string> {
  try {
    return (await localFiles.readText(resolve(ctx.cwd, file))).replace(/\r?\n$/, '');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, { hint: error.hint, exitCode: EXIT.usage, cause: error });
  }
}
