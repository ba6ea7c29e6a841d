/** `download`: find out where backups are, then fetch, or say who has the file. */

import { baseName } from '../../pkg/backup/file-name.ts';
import { type Copies, localCopyOf, scpLine } from '../../pkg/backup/local-copy.ts';
import { UsageError, UserError } from '../../pkg/errors.ts';
import { visible } from '../../pkg/words/visible.ts';
import type { Context } from '../context.ts';
import type { DownloadArgs } from '../download.ts';
import { fetchSnapshot } from './fetch.ts';
import { type Origin, openOrigin } from './origin.ts';

export async function runDownload(wanted: string, args: DownloadArgs, ctx: Context): Promise<undefined> {
  if (wanted === '') throw new UsageError('the name of the backup is empty');
  const origin = await openOrigin(args, ctx);
  if (origin.source === undefined) return tellLocalCopy(wanted, origin.copies, ctx);
  const { store } = origin.source;
  ctx.err(visible(`from ${origin.source.origin}`));
  try {
    warnOfFailure(wanted, origin, ctx);
    await fetchSnapshot(
      wanted,
      origin.source,
      { to: args['output-file'], inspect: !args['no-inspect'] },
      ctx,
    );
  } catch (error) {
    throw withLocalCopy(error, wanted, origin.copies);
  } finally {
    store.close();
  }
  return undefined;
}

/** What was asked for by name may be a backup that never succeeded. */
function warnOfFailure(wanted: string, { copies }: Origin, ctx: Context): void {
  const record = copies?.records.find(({ fileName }) => fileName === baseName(wanted));
  if (record === undefined || record.outcome === 'succeeded') return;
  ctx.err(`warning: its record says ${visible(record.result ?? 'nothing')}: the file may be unfinished`);
}

/** Nothing is in S3: the line that fetches the copy is all that can be given. */
async function tellLocalCopy(wanted: string, copies: Copies, ctx: Context): Promise<never> {
  const copy = localCopyOf(wanted, copies);
  const only = `${copies.of} keeps backups on the nodes only`;
  if (copy === undefined)
    throw new UserError(
      `${only}, and has no ${wanted === 'latest' ? 'good record' : `record of ${wanted}`}`,
      {
        hint: 'list shows the records',
        reason: 'LocalOnly',
      },
    );
  const line = scpLine(copy);
  if (line === undefined)
    throw new UserError(`${only}: ${copy.fileName} is on node ${copy.ip}`, {
      hint:
        copy.folder === undefined ? 'the resource does not say in which folder' : `in folder ${copy.folder}`,
      reason: 'LocalOnly',
    });
  await ctx.out(`${line}\n`);
  throw new UserError(`${only}: ${copy.fileName} is on node ${copy.ip}, and was not fetched`, {
    hint: 'the scp line fetches it, from a machine that may log in there; then inspect it',
    reason: 'LocalOnly',
  });
}

/** The copy on the node stays when there is one in S3 as well: who misses the one may have the other. */
function withLocalCopy(error: unknown, wanted: string, copies: Copies | undefined): unknown {
  if (!(error instanceof UserError) || error.reason !== 'NoSuchKey' || copies === undefined) return error;
  const copy = localCopyOf(wanted, copies);
  const line = copy === undefined ? undefined : scpLine(copy);
  if (line === undefined) return error;
  return new UserError(error.message, {
    hint: `the node may still have its copy: ${line}`,
    exitCode: error.exitCode,
    reason: error.reason,
    cause: error,
  });
}
